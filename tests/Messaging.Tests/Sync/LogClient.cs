using System.Text.Json;
using Community.Messaging.Sync;
using Community.Platform.Http.Json;

namespace Community.Messaging.Tests.Sync;

/// <summary>A client's copy of its person's log: it applies answers as docs/sync.md says, and knows nothing else.</summary>
internal sealed class LogClient
{
    private readonly Dictionary<(string Kind, Guid Id), string> _entries = [];

    /// <summary>The token of the last applied answer.</summary>
    public string? Token { get; private set; }

    /// <summary>The copy as text, one line an entry, to compare with another.</summary>
    public string State =>
        string.Join('\n', _entries.Select(pair => $"{pair.Key.Kind} {pair.Key.Id} {pair.Value}").Order(StringComparer.Ordinal));

    /// <summary>The entries that differ; empty: none.</summary>
    public string DifferenceFrom(LogClient other) =>
        string.Join('\n', State.Split('\n').Except(other.State.Split('\n')).Concat(other.State.Split('\n').Except(State.Split('\n'))));

    public long UnreadNotifications { get; private set; }

    public static LogClient Of(SyncView view)
    {
        var client = new LogClient();
        client.Apply(view);
        return client;
    }

    public void Apply(SyncView view)
    {
        if (view.IsWhole)
        {
            _entries.Clear();
        }

        foreach (var gone in view.Removed)
        {
            _entries.Remove((gone.Kind, gone.Id));
        }

        Add(SyncKind.Channel, view.Channels, channel => channel.Id);
        Add(SyncKind.Community, view.Communities, community => community.Id);
        Add(SyncKind.Notification, view.Notifications, notification => notification.Id);
        Add(SyncKind.Connection, view.Connections, connection => connection.Id);
        Add(SyncKind.Registration, view.Registrations, registration => registration.Id);
        Add(SyncKind.Wallet, AsList(view.Wallet), _ => Guid.Empty);
        Add(SyncKind.Plan, AsList(view.Plan), _ => Guid.Empty);
        Add(SyncKind.Subscription, AsList(view.Subscription), _ => Guid.Empty);
        (Token, UnreadNotifications) = (view.Token, view.UnreadNotifications);
    }

    private static IReadOnlyList<T> AsList<T>(T? entry)
        where T : class => entry is null ? [] : [entry];

    private void Add<T>(string kind, IReadOnlyList<T> entries, Func<T, Guid> id)
    {
        foreach (var entry in entries)
        {
            _entries[(kind, id(entry))] = JsonSerializer.Serialize(entry, ServiceJson.Options);
        }
    }
}
