using Community.Platform.Http.OpenApi;
using Community.Social.People;

namespace Community.Social.Membership;

/// <summary>The caller's own membership.</summary>
/// <param name="Id">The membership's id.</param>
/// <param name="CommunityId">The community.</param>
/// <param name="UserId">The user.</param>
/// <param name="Role">owner, moderator or member.</param>
/// <param name="JoinedAt">When it began.</param>
internal sealed record MembershipView(Guid Id, Guid CommunityId, Guid UserId, string Role, DateTimeOffset JoinedAt)
    : IHasExample<MembershipView>
{
    public static MembershipView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000b1"),
            Guid.Parse("0198c0de-0000-7000-8000-0000000000c1"),
            Guid.Parse("0198c0de-0000-7000-8000-000000000001"),
            MemberRole.Member,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero)
        );

    public static MembershipView Of(CommunityMember member) =>
        new(member.Id, member.CommunityId, member.UserId, member.Role, member.JoinedAt);
}

/// <summary>A member in a community's list.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Username">The handle.</param>
/// <param name="FullName">The name shown.</param>
/// <param name="PictureUrl">The path of the picture, relative to the gateway.</param>
/// <param name="IdentityBadge">One of the ten badges.</param>
/// <param name="Role">owner, moderator or member.</param>
/// <param name="JoinedAt">When the membership began.</param>
/// <param name="IsBot">Whether a program acts in this account, and not a person.</param>
internal sealed record MemberView(
    Guid UserId,
    string Username,
    string? FullName,
    string? PictureUrl,
    string? IdentityBadge,
    string Role,
    DateTimeOffset JoinedAt,
    bool IsBot
) : IHasExample<MemberView>
{
    public static MemberView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-000000000002"),
            "maya",
            "Maya Haddad",
            null,
            "Explorer",
            MemberRole.Moderator,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            IsBot: false
        );
}

/// <summary>The summary of a community for a user without membership.</summary>
/// <param name="Id">The community's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">group, circle or community.</param>
/// <param name="Visibility">public, private or paid.</param>
/// <param name="MemberCount">The number of members.</param>
/// <param name="RulesHtml">The house rules, which users agree to by joining, as HTML that is safe to show; null: there are none.</param>
internal sealed record CommunityCard(Guid Id, string Name, string Kind, string Visibility, int MemberCount, string? RulesHtml)
    : IHasExample<CommunityCard>
{
    public static CommunityCard Example =>
        new(Guid.Parse("0198c0de-0000-7000-8000-0000000000c1"), "Harbour runners", "group", "private", 12, "<p>No advertising.</p>");
}

/// <summary>A request to join, as owners and moderators see it.</summary>
/// <param name="Id">The request's id.</param>
/// <param name="UserId">The user who asks.</param>
/// <param name="Status">pending, accepted, declined or withdrawn.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Person">The user's summary.</param>
internal sealed record JoinRequestView(Guid Id, Guid UserId, string Status, DateTimeOffset CreatedAt, PersonSummary Person)
    : IHasExample<JoinRequestView>
{
    public static JoinRequestView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000d1"),
            PersonSummary.Example.Id,
            JoinRequestStatus.Pending,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            PersonSummary.Example
        );
}

/// <summary>The caller's own request to join.</summary>
/// <param name="Id">The request's id.</param>
/// <param name="CommunityId">The community.</param>
/// <param name="CommunityName">Its name.</param>
/// <param name="UserId">The user who asks.</param>
/// <param name="Status">pending, accepted, declined or withdrawn.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="AnsweredAt">When it was answered, or withdrawn.</param>
internal sealed record OwnRequestView(
    Guid Id,
    Guid CommunityId,
    string CommunityName,
    Guid UserId,
    string Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset? AnsweredAt
) : IHasExample<OwnRequestView>
{
    public static OwnRequestView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000d1"),
            CommunityCard.Example.Id,
            CommunityCard.Example.Name,
            Guid.Parse("0198c0de-0000-7000-8000-000000000001"),
            JoinRequestStatus.Pending,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            null
        );

    public static OwnRequestView Of(JoinRequest request, string community) =>
        new(request.Id, request.CommunityId, community, request.UserId, request.Status, request.CreatedAt, request.AnsweredAt);
}
