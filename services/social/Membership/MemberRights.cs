using Community.Platform.Http.Problems;
using Community.Social.Communities;
using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Membership;

/// <summary>A community, and the caller's role in it.</summary>
/// <param name="Community">The community.</param>
/// <param name="Role">One of <see cref="MemberRole"/>; null: not a member.</param>
internal sealed record CallerMembership(CommunityGroup Community, string? Role)
{
    public bool IsModerator => Role is MemberRole.Owner or MemberRole.Moderator;
}

/// <summary>The first steps of every call about a community's members.</summary>
internal static class MemberRights
{
    /// <exception cref="ProblemException">404 if the caller may not know of the community.</exception>
    public static async Task<CallerMembership> RequireKnownAsync(
        this SocialDb db,
        Guid id,
        Guid caller,
        CancellationToken cancellationToken = default
    ) =>
        await db.CommunitiesSeenBy(caller)
            .AsNoTracking()
            .Where(community => community.Id == id)
            .Select(community => new CallerMembership(
                community,
                db.Members.Where(m => m.CommunityId == id && m.UserId == caller && m.IsMember).Select(m => m.Role).SingleOrDefault()
            ))
            .SingleOrDefaultAsync(cancellationToken)
        ?? throw CommunityAccess.NoSuchCommunity().ToException();

    /// <exception cref="ProblemException">
    /// 404 if the caller may not know of the community, 403 if the caller is neither owner nor moderator.
    /// </exception>
    public static async Task<CallerMembership> RequireModeratorAsync(
        this SocialDb db,
        Guid id,
        Guid caller,
        CancellationToken cancellationToken = default
    )
    {
        var place = await db.RequireKnownAsync(id, caller, cancellationToken);
        return place.IsModerator ? place : throw NotAllowed().ToException();
    }

    public static ForbiddenProblem NotAllowed() =>
        Problem.Forbidden("Your role in this community does not allow this. Ask an owner to do it or to change your role.", "not_allowed");
}
