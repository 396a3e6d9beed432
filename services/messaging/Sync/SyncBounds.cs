namespace Community.Messaging.Sync;

/// <summary>The most entries of each kind in one answer; 1 or more.</summary>
internal sealed record SyncBounds
{
    /// <summary>Channels of the whole state. <c>GET /sync/channels</c> has the others.</summary>
    public int Channels { get; init; } = 200;

    /// <summary>Communities of the whole state.</summary>
    public int Communities { get; init; } = 1_000;

    /// <summary>Notifications of the whole state. <c>GET /notifications</c> has the others.</summary>
    public int Notifications { get; init; } = 50;

    /// <summary>Connections of the whole state. <c>GET /connections</c> has the others.</summary>
    public int Connections { get; init; } = 500;

    /// <summary>Registrations of the whole state.</summary>
    public int Registrations { get; init; } = 200;

    /// <summary>Changes of one kind. If there are more, the answer is the whole state.</summary>
    public int Changes { get; init; } = 1_000;

    /// <summary>People who have changed their profile anywhere. If there are more, the answer is the whole state.</summary>
    public int ChangedPeople { get; init; } = 2_000;
}
