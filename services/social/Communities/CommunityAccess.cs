using Community.Platform.Http.Problems;
using Community.Social.Data;
using Community.Social.Membership;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Communities;

/// <summary>
/// The rule that decides which communities a user may know of. All users may know of a public or paid community. A private community is
/// known to its members and to invited users. A community that moderators removed or hold back is known only to its owners, a deleted one
/// to no user. Knowing of a community is not membership: its contents are for members. Each call that names a community checks this rule
/// first, and gives the same answer for an unknown community as for a missing one.
/// <para>
/// The rule exists twice: in C# for a community in memory, in SQL for statements. CommunityAccessTests compares the two over generated
/// worlds.
/// </para>
/// </summary>
internal static class CommunityAccess
{
    private static readonly string Seen = $"SELECT c.* FROM communities c WHERE {IsSeen("c", "{0}")}";

    /// <summary>Whether a user may know of a community.</summary>
    /// <param name="community">The community.</param>
    /// <param name="membership">The user's membership, active or ended; null: there never was one.</param>
    /// <param name="isInvited">Whether the user has an open invitation to it.</param>
    public static bool IsKnownTo(CommunityFacts community, CommunityMember? membership, bool isInvited) =>
        community.DeletedAt is null
        && (
            MemberRole.RankOf(membership) == MemberRole.RankOfOwner
            || (community.IsOpen && (!community.IsPrivate || membership is { IsMember: true } || isInvited))
        );

    /// <summary>The communities that the viewer may know of.</summary>
    public static IQueryable<CommunityGroup> CommunitiesSeenBy(this SocialDb db, Guid viewer) => db.Communities.FromSqlRaw(Seen, viewer);

    /// <summary>The rule as an SQL condition.</summary>
    /// <param name="community">The alias of <c>communities</c>.</param>
    /// <param name="viewer">The viewer's id: a parameter.</param>
    public static string IsSeen(string community, string viewer) =>
        $"""
            {community}.deleted_at IS NULL AND (
                ({community}.removed_at IS NULL AND {community}.held_at IS NULL AND ({community}.visibility <> 'private' OR EXISTS (
                    SELECT FROM community_members mine WHERE mine.community_id = {community}.id AND mine.user_id = {viewer} AND mine.is_member)
                    OR EXISTS (SELECT FROM open_invitations mine WHERE mine.community_id = {community}.id AND mine.user_id = {viewer})))
                OR EXISTS (
                    SELECT FROM community_members mine
                    WHERE mine.community_id = {community}.id AND mine.user_id = {viewer} AND mine.is_member AND mine.role = 'owner'))
            """;

    /// <summary>Whether a community that all users may know of can be read without signing in: a condition.</summary>
    /// <param name="community">The alias of <c>communities</c>.</param>
    public static string IsOnWeb(string community) => $"{community}.is_on_web AND {community}.visibility <> 'private'";

    /// <summary>
    /// The answer for a community that the caller may not know of; it is the same as for a community that does not exist.
    /// </summary>
    public static NotFoundProblem NoSuchCommunity() => Problem.NotFound("There is no such community.", "no_such_community");
}
