using System.Collections.Concurrent;
using Community.Sdk.Models;
using Community.Sdk.Realtime;

namespace Community.Fleet.Tests;

/// <summary>A person's connection to the hub, and the notifications that came over it.</summary>
internal sealed class HubRecorder : IAsyncDisposable
{
    private readonly ConcurrentQueue<NotificationView> _notifications = [];
    private readonly ConcurrentQueue<Exception> _failures = [];
    private readonly CommunityHub _hub;
    private volatile bool _wasCut;

    private HubRecorder(CommunityHub hub)
    {
        _hub = hub;
        hub.On(HubEvents.Notification, _notifications.Enqueue);
        hub.OnState(state => _wasCut |= state == HubState.Offline);
        hub.OnListenerFailed(_failures.Enqueue);
    }

    /// <summary>The notifications so far.</summary>
    public IReadOnlyCollection<NotificationView> Notifications
    {
        get
        {
            _failures.ShouldBeEmpty();
            return _notifications;
        }
    }

    /// <summary>Whether the connection was away: notifications of that time are only in the list.</summary>
    public bool WasCut => _wasCut;

    public static async Task<HubRecorder> ConnectAsync(Person person)
    {
        var recorder = new HubRecorder(person.Client.Hub);
        await person.Client.Hub.ConnectAsync();
        return recorder;
    }

    public async ValueTask DisposeAsync() => await _hub.CloseAsync();
}
