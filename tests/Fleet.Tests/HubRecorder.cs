using System.Collections.Concurrent;
using Community.Sdk.Models;
using Community.Sdk.Realtime;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>A person's connection to the hub, and the notifications that came over it.</summary>
internal sealed class HubRecorder : IAsyncDisposable
{
    private readonly ConcurrentQueue<NotificationView> _notifications = [];
    private readonly ConcurrentQueue<Exception> _failures = [];
    private readonly Person _person;
    private volatile bool _wasCut;

    private HubRecorder(Person person)
    {
        _person = person;
        var hub = person.Client.Hub;
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

    public static async Task<HubRecorder> ConnectAsync(Person person)
    {
        var recorder = new HubRecorder(person);
        await person.Client.Hub.ConnectAsync();
        return recorder;
    }

    /// <summary>
    /// Returns when a notification of each kind has come, or the connection was away: notifications of that time are only in the list.
    /// </summary>
    public async Task UntilToldAsync(params IReadOnlyList<string> kinds)
    {
        try
        {
            await Poll.UntilAsync(() => _wasCut || kinds.All(kind => Notifications.Any(told => told.Kind == kind)));
        }
        catch (TimeoutException)
        {
            var listed = await _person.Client.Notifications.List().ToListAsync();
            Assert.Fail($"The hub told {KindsOf(_notifications)} of {KindsOf(listed)}, and was never away.");
        }
    }

    private static string KindsOf(IEnumerable<NotificationView> notifications) =>
        $"[{string.Join(", ", notifications.Select(told => told.Kind))}]";

    public async ValueTask DisposeAsync() => await _person.Client.Hub.CloseAsync();
}
