using Community.ServiceDefaults.Problems;
using Community.Social.Data;
using Community.Social.Membership;

namespace Community.Social.Communities;

/// <summary>
/// Who may know of a community: everybody of a public or paid one; of a private one its members, and whoever is invited. To know of it is not to
/// be in it: what members say and do there is for members. One that was taken down, or is held back, is there for its owners alone, and a
/// deleted one for nobody. Every call that names one asks here first, and answers for one that may not be known of as for one that does not exist.
/// </summary>
internal static class CommunityAccess
{
    /// <summary>The communities that the viewer may know of.</summary>
    public static IQueryable<CommunityGroup> CommunitiesSeenBy(this SocialDb db, Guid viewer) =>
        db.Communities.Where(community => community.DeletedAt == null
            && ((community.RemovedAt == null && community.HeldAt == null
                    && (community.Visibility != CommunityVisibility.Private
                        || db.Members.Any(m => m.CommunityId == community.Id && m.UserId == viewer && m.IsMember)
                        || db.OpenInvitations.Any(i => i.CommunityId == community.Id && i.UserId == viewer)))
                || db.Members.Any(m => m.CommunityId == community.Id && m.UserId == viewer && m.IsMember && m.Role == MemberRole.Owner)));

    /// <summary>The same as a condition of SQL.</summary>
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
