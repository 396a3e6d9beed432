namespace Community.Messaging.Channels;

/// <summary>A place for messages: a thread, a direct conversation or an event's chat.</summary>
internal sealed class Channel
{
    public required Guid Id { get; init; }

    /// <summary>One of <see cref="ChannelKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The community, for a thread.</summary>
    public Guid? CommunityId { get; init; }

    /// <summary>The event, for an event's chat.</summary>
    public Guid? EventId { get; init; }

    /// <summary>For a direct conversation: the lesser of the two ids, by bytes.</summary>
    public Guid? LowId { get; init; }

    public Guid? HighId { get; init; }

    /// <summary>The number of the last message. Numbers are 1, 2, 3, … without holes.</summary>
    public long LastSeq { get; init; }

    /// <summary>The number of messages that were not deleted.</summary>
    public long MessageCount { get; init; }

    public DateTimeOffset LastActivityAt { get; init; }

    /// <summary>Only moderators of the channel may write.</summary>
    public bool IsLocked { get; init; }

    /// <summary>Is listed above the other threads of its community.</summary>
    public bool IsPinned { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>
    /// A thread that a rule holds back: only its author and the channel's moderators see it, until moderators have decided.
    /// </summary>
    public bool IsHeld { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The other person of a direct conversation.</summary>
    public Guid? PeerOf(Guid userId) =>
        userId == LowId ? HighId
        : userId == HighId ? LowId
        : null;
}

internal static class ChannelKind
{
    public const string Thread = "thread";
    public const string Direct = "direct";
    public const string EventChat = "event_chat";
}
