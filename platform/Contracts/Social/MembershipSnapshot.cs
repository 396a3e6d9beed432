namespace Community.Contracts.Social;

/// <summary>
/// The present state of a community and of one user's membership in it, for a projection that begins on old data or lags behind.
/// </summary>
/// <param name="CommunityId">The community.</param>
/// <param name="CommunityVersion">The community's version. An integration event about it with a higher version is newer.</param>
/// <param name="CommunityName">Its name.</param>
/// <param name="CommunityKind"><c>group</c>, <c>circle</c> or <c>community</c>.</param>
/// <param name="CommunityVisibility"><c>public</c>, <c>private</c> or <c>paid</c>.</param>
/// <param name="CommunityIsOpen">Neither deleted, nor taken down or held back by moderators.</param>
/// <param name="UserId">The user.</param>
/// <param name="MembershipId">The membership; null: the person never was a member.</param>
/// <param name="Version">The membership's version; 0: there never was one.</param>
/// <param name="IsMember">Whether it is in force.</param>
/// <param name="Role">
/// <c>owner</c>, <c>moderator</c> or <c>member</c>; the last role if the membership is over; null: there never was one.
/// </param>
/// <param name="JoinedAt">When it last began.</param>
public sealed record MembershipSnapshot(
    Guid CommunityId,
    long CommunityVersion,
    string CommunityName,
    string CommunityKind,
    string CommunityVisibility,
    bool CommunityIsOpen,
    Guid UserId,
    Guid? MembershipId,
    long Version,
    bool IsMember,
    string? Role,
    DateTimeOffset? JoinedAt
);
