namespace Community.Contracts.Social;

/// <summary>Copies of reported content from the time of the reports. Its owner answers social with them, for moderators.</summary>
/// <param name="Copies">In the order of time: one for each state that was reported, at most 20.</param>
public sealed record ContentCopiesSnapshot(IReadOnlyList<ContentCopySnapshot> Copies);

/// <summary>Reported content in one state.</summary>
/// <param name="AuthorId">The author.</param>
/// <param name="Fields">Its texts, by the names of its view (<c>name</c>, <c>description</c>); empty members are left out.</param>
/// <param name="PictureUrl">Where moderators load its picture, relative to the gateway; null: it has none.</param>
/// <param name="TakenAt">When it was copied.</param>
public sealed record ContentCopySnapshot(
    Guid? AuthorId,
    IReadOnlyDictionary<string, string> Fields,
    string? PictureUrl,
    DateTimeOffset TakenAt
);
