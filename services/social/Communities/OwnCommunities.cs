using Community.Contracts.Social;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Community.Social.Data;
using Community.Social.Membership;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Communities;

/// <summary>The first and last steps of every change to the caller's own community.</summary>
internal static class OwnCommunities
{
    /// <summary>A community that the caller owns, locked until the transaction ends: no user joins or leaves in the meantime.</summary>
    /// <exception cref="ProblemException">
    /// 404 if the caller may not know of the community, 403 <c>not_owner</c> if the caller does not own it.
    /// </exception>
    public static async Task<CommunityGroup> LockOwnedAsync(this SocialDb db, Guid id, Guid caller)
    {
        var found =
            await db.Communities.FromSql($"SELECT * FROM communities WHERE id = {id} FOR NO KEY UPDATE").SingleOrDefaultAsync()
            ?? throw CommunityAccess.NoSuchCommunity().ToException();
        var place = await db.RequireKnownAsync(id, caller);
        return place.Role == MemberRole.Owner
            ? found
            : throw Problem.Forbidden("Only an owner of this community can do this.", "not_owner").ToException();
    }

    /// <summary>Refuses changes of a community that moderators removed; it can still be deleted.</summary>
    public static void RequireChangeable(this CommunityGroup community)
    {
        if (community.RemovedAt is not null)
        {
            throw Problem
                .Conflict(
                    "Moderators removed this community. You can appeal the decision in your moderation decisions.",
                    "community_removed"
                )
                .ToException();
        }
    }

    /// <summary>Marks a change and publishes it, in the present unit of work.</summary>
    public static void Changed(this SocialDb db, CommunityGroup community, DateTimeOffset now)
    {
        community.Version++;
        community.UpdatedAt = now.AsKept();
        db.Publish(
            new CommunityUpdated(
                Guid.CreateVersion7(now),
                now,
                community.Id,
                community.Version,
                community.Name,
                community.Kind,
                community.Visibility,
                community.Category,
                community.Region,
                community.Description,
                community.Tags,
                community.IsHidden()
            )
        );
    }

    /// <summary>Whether only its owners see it.</summary>
    public static bool IsHidden(this CommunityGroup community) => community.HeldAt is not null || community.RemovedAt is not null;
}
