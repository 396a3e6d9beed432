namespace Community.Messaging.Messages;

/// <summary>A message in a channel.</summary>
internal sealed record Message
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    public required Guid ChannelId { get; init; }

    /// <summary>Its number in the channel, from 1 without holes.</summary>
    public required long Seq { get; init; }

    public required Guid AuthorId { get; init; }

    /// <summary>Chosen by the client: the same id twice, by one author in one channel, is one message.</summary>
    public string? ClientId { get; init; }

    /// <summary>Markdown, as it was written; empty once deleted.</summary>
    public required string Content { get; init; }

    /// <summary>The same as HTML that is safe to show.</summary>
    public required string ContentHtml { get; init; }

    /// <summary>The message of the same channel that is answered.</summary>
    public Guid? ReplyTo { get; init; }

    public Guid[] Attachments { get; init; } = [];

    /// <summary>The mentioned people who may read it.</summary>
    public Guid[] Mentions { get; init; } = [];

    /// <summary>Rises with every change.</summary>
    public long Version { get; init; } = 1;

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EditedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    public Guid? DeletedBy { get; init; }

    /// <summary>Held back by a rule: only its author and the channel's moderators see it, until moderators have decided.</summary>
    public bool IsHeld { get; init; }

    /// <summary>A user or a rule reported it, so that the moderators of the platform may read it.</summary>
    public bool IsReported { get; init; }

    /// <summary>When moderators removed it. The text is kept, in case the message is restored.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>
    /// The key that the text is encrypted with in the database; null: not encrypted. Outside the database the text is plain.
    /// </summary>
    public string? KeyId { get; init; }
}
