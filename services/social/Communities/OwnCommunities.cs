using Community.Contracts.Social;
using Community.ServiceDefaults.Data;
using Community.ServiceDefaults.Problems;
using Community.Social.Data;
using Community.Social.Membership;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Communities;

/// <summary>What every change of one's own community begins and ends with.</summary>
internal static class OwnCommunities
{
    /// <summary>A community that the caller owns, locked until the transaction ends: nobody joins or leaves meanwhile.</summary>
    /// <exception cref="ProblemException">404 for what the caller may not know of, 403 <c>not_owner</c> for what others own.</exception>
    public static async Task<CommunityGroup> LockOwnedAsync(this SocialDb db, Guid id, Guid caller)
    {
        var found = await db.Communities.FromSql($"SELECT * FROM communities WHERE id = {id} FOR NO KEY UPDATE").SingleOrDefaultAsync()
            ?? throw CommunityAccess.NoSuchCommunity().ToException();
        var place = await db.RequireKnownAsync(id, caller);
        return place.Role == MemberRole.Owner ? found : throw Problem.Forbidden("Only an owner of this community can do this.", "not_owner").ToException();
    }

    /// <summary>Refuses changes of what moderators took down; it can still be deleted.</summary>
    public static void RequireChangeable(this CommunityGroup community)
    {
        if (community.RemovedAt is not null)
        {
            throw Problem.Conflict("Moderators removed this community. You can appeal the decision in your moderation decisions.", "community_removed").ToException();
        }
    }

    /// <summary>Marks a change and announces it, in the present unit of work.</summary>
    public static void Changed(this SocialDb db, CommunityGroup community, DateTimeOffset now)
    {
        community.Version++;
        community.UpdatedAt = now.AsKept();
        db.Publish(new CommunityUpdated(
            Guid.CreateVersion7(now), now, community.Id, community.Version, community.Name, community.Kind, community.Visibility, community.Category,
            community.Region, community.Description, community.Tags, community.IsHidden()));
    }

    /// <summary>Whether it is there for its owners alone.</summary>
    public static bool IsHidden(this CommunityGroup community) => community.HeldAt is not null || community.RemovedAt is not null;
}
