namespace Community.Contracts.Social;

/// <summary>A person in a community as social has both now, for a projection that begins on old data or has not caught up.</summary>
/// <param name="CommunityId">Of what.</param>
/// <param name="CommunityVersion">The community's version: newer than that is what integration events about it say with a higher one.</param>
/// <param name="CommunityName">Its name.</param>
/// <param name="CommunityKind"><c>group</c>, <c>circle</c> or <c>community</c>.</param>
/// <param name="CommunityVisibility"><c>public</c>, <c>private</c> or <c>paid</c>.</param>
/// <param name="CommunityIsOpen">Neither deleted, nor taken down or held back by moderators.</param>
/// <param name="UserId">Who.</param>
/// <param name="MembershipId">The membership; null: the person never was a member.</param>
/// <param name="Version">The membership's version; 0: there never was one.</param>
/// <param name="IsMember">Whether it is in force.</param>
/// <param name="Role"><c>owner</c>, <c>moderator</c> or <c>member</c>; the last one, where it is over; null: there never was one.</param>
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
    DateTimeOffset? JoinedAt);
