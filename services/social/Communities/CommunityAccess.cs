using Community.ServiceDefaults.Problems;
using Community.Social.Data;
using Community.Social.Membership;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Communities;

/// <summary>
/// The rule that decides which communities a person may know of. Everybody may know of a public or paid community. A private community is known to its
/// members and to the people invited to it. A community that moderators removed or hold back is known to its owners alone, a deleted one to no one.
/// Knowing of a community is not belonging to it: what members say and do there is for members. Each call that names a community asks this rule
/// first, and answers for an unknown community as for a missing one.
/// <para>
/// The rule stands here twice: in C# for a community in memory, in SQL for statements. CommunityAccessTests compares the two over generated worlds.
/// </para>
/// </summary>
internal static class CommunityAccess
{
    private static readonly string Seen = $"SELECT c.* FROM communities c WHERE {IsSeen("c", "{0}")}";

    /// <summary>Whether a person may know of a community.</summary>
    /// <param name="community">The community.</param>
    /// <param name="membership">The person's membership of it, in force or ended; null: there never was one.</param>
    /// <param name="isInvited">Whether the person has an open invitation to it.</param>
    public static bool IsKnownTo(CommunityFacts community, CommunityMember? membership, bool isInvited) =>
        community.DeletedAt is null
        && (MemberRole.RankOf(membership) == MemberRole.RankOfOwner
            || (community.IsOpen && (!community.IsPrivate || membership is { IsMember: true } || isInvited)));

    /// <summary>The communities that the viewer may know of.</summary>
    public static IQueryable<CommunityGroup> CommunitiesSeenBy(this SocialDb db, Guid viewer) =>
        db.Communities.FromSqlRaw(Seen, viewer);

    /// <summary>The rule as a condition of SQL.</summary>
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

    /// <summary>The answer for what may not be known of, in the same words as for what does not exist.</summary>
    public static NotFoundProblem NoSuchCommunity() => Problem.NotFound("There is no such community.", "no_such_community");
}
