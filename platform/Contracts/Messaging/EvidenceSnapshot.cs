namespace Community.Contracts.Messaging;

/// <summary>A copy of a reported message or thread, and of the messages around it, from the time of the report.</summary>
/// <param name="Items">In the order of time; a message that was changed has one item for each copied version.</param>
public sealed record EvidenceSnapshot(IReadOnlyList<EvidenceItemSnapshot> Items);

/// <summary>One message, as it was when it was copied.</summary>
/// <param name="MessageId">The message; of a thread, the thread.</param>
/// <param name="IsContext">Not reported itself, but near the reported message.</param>
/// <param name="AuthorId">The author.</param>
/// <param name="Content">Markdown, as it was written; of a thread the title, a blank line, and the opening text.</param>
/// <param name="Version">Rises with every change of the message.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="TakenAt">When it was copied.</param>
/// <param name="Files">Attachments; of the reported message only.</param>
public sealed record EvidenceItemSnapshot(
    Guid MessageId,
    bool IsContext,
    Guid AuthorId,
    string Content,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset TakenAt,
    IReadOnlyList<EvidenceFileSnapshot> Files
);

/// <summary>A file of a reported message. It is kept as long as the evidence is.</summary>
/// <param name="AttachmentId">The attachment, by which moderators load it.</param>
/// <param name="Name">Its name.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="ByteCount">Its length in bytes.</param>
/// <param name="Alt">Its alternative text in this version of the message; null: none.</param>
public sealed record EvidenceFileSnapshot(Guid AttachmentId, string Name, string ContentType, long ByteCount, string? Alt = null);
