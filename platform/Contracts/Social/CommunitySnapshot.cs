namespace Community.Contracts.Social;

/// <summary>A community as it is now, for a reader that has missed its integration events.</summary>
/// <param name="CommunityId">The community.</param>
/// <param name="Version">The version that this is the state of.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>group</c>, <c>circle</c> or <c>community</c>.</param>
/// <param name="Visibility"><c>public</c>, <c>private</c> or <c>paid</c>.</param>
/// <param name="Category">Its category.</param>
/// <param name="Region">Its region.</param>
/// <param name="Description">Its description.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="CreatedBy">The founder.</param>
/// <param name="IsDeleted">It is deleted. Its memberships have ended, even if no event about them has arrived.</param>
/// <param name="IsHidden">Held back or taken down by moderators: only its owners can see it.</param>
public sealed record CommunitySnapshot(
    Guid CommunityId,
    long Version,
    string Name,
    string Kind,
    string Visibility,
    string? Category,
    string? Region,
    string? Description,
    IReadOnlyList<string> Tags,
    Guid CreatedBy,
    bool IsDeleted,
    bool IsHidden
);
