namespace Community.Contracts.Social;

/// <summary>What reported content was when it was reported: answered by its owner to social, for moderators.</summary>
/// <param name="Copies">In the order of time: one for each state that was reported, at most 20.</param>
public sealed record ContentCopiesSnapshot(IReadOnlyList<ContentCopySnapshot> Copies);

/// <summary>Reported content in one state.</summary>
/// <param name="AuthorId">The person who made it.</param>
/// <param name="Fields">What it said, by the names of its view (<c>name</c>, <c>description</c>); members that were empty are left out.</param>
/// <param name="PictureUrl">Where moderators load its picture, relative to the gateway; null: it has none.</param>
/// <param name="TakenAt">When it was copied.</param>
public sealed record ContentCopySnapshot(Guid? AuthorId, IReadOnlyDictionary<string, string> Fields, string? PictureUrl, DateTimeOffset TakenAt);
