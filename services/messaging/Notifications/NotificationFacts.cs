namespace Community.Messaging.Notifications;

/// <summary>Values in a notification's text, as they were when it was made. Only those of its kind are given.</summary>
internal sealed record NotificationFacts
{
    /// <summary>The start before the change; null: it did not change.</summary>
    public DateTimeOffset? FormerStart { get; init; }

    /// <summary>The start after the change; null: the time did not change.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>The end before the change; null: the time did not change.</summary>
    public DateTimeOffset? FormerEnd { get; init; }

    /// <summary>The end after the change; null: the time did not change.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>IANA name of the zone of the times in the text; null: UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Whether the event takes place elsewhere.</summary>
    public bool IsElsewhere { get; init; }

    /// <summary>The venue before the change; null: it was not given.</summary>
    public string? FormerVenue { get; init; }

    /// <summary>The venue after the change; null: it is not given.</summary>
    public string? Venue { get; init; }

    /// <summary>Whether the money is refunded.</summary>
    public bool IsRefunded { get; init; }

    /// <summary>Minor units of <see cref="Currency"/>.</summary>
    public long? AmountCents { get; init; }

    /// <summary>ISO 4217 code, or <c>credits</c>.</summary>
    public string? Currency { get; init; }

    /// <summary>The bought goods, in the words of the order.</summary>
    public string? Thing { get; init; }

    /// <summary>The detail for Arabic readers; null: it is the same, or not known.</summary>
    public string? ArabicDetail { get; init; }

    /// <summary>The name of the bot that a decision is about; null: it is about the user.</summary>
    public string? Bot { get; init; }

    /// <summary>The role in a community: <c>owner</c>, <c>moderator</c> or <c>member</c>.</summary>
    public string? Role { get; init; }

    /// <summary>An organizer's message, or its beginning.</summary>
    public string? Said { get; init; }

    /// <summary>Platform roles that were given.</summary>
    public IReadOnlyList<string>? Gained { get; init; }

    /// <summary>Platform roles that were taken away.</summary>
    public IReadOnlyList<string>? Lost { get; init; }
}

/// <summary>Everything that a notification's text is made of.</summary>
/// <param name="Kind">One of <see cref="NotificationKind"/>.</param>
/// <param name="Actor">The name of the last actor; null: no user in particular, or the account is deleted.</param>
/// <param name="Actors">How many people did it.</param>
/// <param name="Count">How often it happened.</param>
/// <param name="Place">
/// The name of the thread, event or community when the notification was made; null: not known, or a direct conversation.
/// </param>
/// <param name="ChannelKind">The kind of the channel that it happened in; null: in none.</param>
/// <param name="Detail">A word that belongs to it.</param>
/// <param name="CancelReason">The organizer's reason for a cancelled event.</param>
/// <param name="Facts">Values in its text.</param>
internal sealed record NotificationParts(
    string Kind,
    string? Actor,
    int Actors,
    int Count,
    string? Place,
    string? ChannelKind,
    string? Detail,
    string? CancelReason,
    NotificationFacts Facts
);
