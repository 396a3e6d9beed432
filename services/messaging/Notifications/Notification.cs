namespace Community.Messaging.Notifications;

/// <summary>Something that happened and that people are to be told of.</summary>
internal sealed record Notification
{
    /// <summary>One of <see cref="NotificationKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The fact itself (a request, a message, an order): told to one person once in each kind.</summary>
    public required Guid FactId { get; init; }

    /// <summary>Unread ones of the same kind with the same key are one.</summary>
    public required Guid GroupedBy { get; init; }

    /// <summary>Who did it; is never told, and neither is anybody with whom there is a block.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>One of <see cref="Notifications.TargetType"/>.</summary>
    public required string TargetType { get; init; }

    public Guid? TargetId { get; init; }

    /// <summary>A word of it that is nobody's name.</summary>
    public string? Detail { get; init; }

    /// <summary>Values that it says; null: none.</summary>
    public NotificationFacts? Facts { get; init; }

    /// <summary>Where it happened, for the person's preferences about that place.</summary>
    public Guid? ChannelId { get; init; }

    /// <summary>The number there: who has read up to it has read this.</summary>
    public long? Seq { get; init; }

    public string GroupKey => $"{Kind}:{GroupedBy}";
}
