namespace Community.Messaging.Messages;

/// <summary>Something written in a channel.</summary>
internal sealed record Message
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    public required Guid ChannelId { get; init; }

    /// <summary>Its number in the channel, from 1 without holes.</summary>
    public required long Seq { get; init; }

    public required Guid AuthorId { get; init; }

    /// <summary>Chosen by the client: the same twice, by one author in one channel, is one message.</summary>
    public string? ClientId { get; init; }

    /// <summary>Markdown, as it was written; empty once deleted.</summary>
    public required string Content { get; init; }

    /// <summary>The same as HTML that is safe to show.</summary>
    public required string ContentHtml { get; init; }

    /// <summary>The message of the same channel that is answered.</summary>
    public Guid? ReplyTo { get; init; }

    public Guid[] Attachments { get; init; } = [];

    /// <summary>Who is named in it, and may read it.</summary>
    public Guid[] Mentions { get; init; } = [];

    /// <summary>Rises with every change.</summary>
    public long Version { get; init; } = 1;

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EditedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    public Guid? DeletedBy { get; init; }

    /// <summary>Kept back by a rule: for its author and those who moderate alone, until moderators have decided.</summary>
    public bool IsHeld { get; init; }

    /// <summary>Somebody, or a rule, showed it to the moderators of the platform: they may read it.</summary>
    public bool IsReported { get; init; }

    /// <summary>When moderators removed it: what it says is still there, in case it comes back.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>The key that the text is encrypted with in the database; null: none. Here it is always as it was written.</summary>
    public string? KeyId { get; init; }
}
