using Community.Contracts.Social;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Community.Social.Data;
using Community.Social.Membership;
using Community.Social.People;
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
        // A stranger locks nothing: users who join would wait for them.
        await db.RequireOwnerAsync(id, caller);
        var found =
            await db.Communities.FromSql($"SELECT * FROM communities WHERE id = {id} FOR NO KEY UPDATE").SingleOrDefaultAsync()
            ?? throw CommunityAccess.NoSuchCommunity().ToException();
        await db.RequireOwnerAsync(id, caller);
        return found;
    }

    private static async Task RequireOwnerAsync(this SocialDb db, Guid id, Guid caller)
    {
        if ((await db.RequireKnownAsync(id, caller)).Role != MemberRole.Owner)
        {
            throw Problem
                .Forbidden("Only an owner of this community can do this. Ask an owner, who can also make you one.", "not_owner")
                .ToException();
        }
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

    /// <summary>The community for one of its owners.</summary>
    public static async Task<CommunityView> ViewForOwnerAsync(this SocialDb db, CommunityGroup community, Guid owner, DateTimeOffset now) =>
        CommunityView.Of(community, await db.OwnerAsync(community.Id, owner, now), MemberRole.Owner);

    /// <summary>
    /// The owner of a community, of several the first member; null: the viewer is not signed in, or cannot see them.
    /// </summary>
    public static Task<PersonSummary?> OwnerAsync(this SocialDb db, Guid community, Guid viewer, DateTimeOffset now) =>
        db.SeenBy(viewer, now)
            .Where(person =>
                viewer != Guid.Empty
                && person.Id
                    == db.Members.Where(member => member.CommunityId == community && member.IsMember && member.Role == MemberRole.Owner)
                        .OrderBy(member => member.JoinedAt)
                        .ThenBy(member => member.UserId)
                        .Select(member => member.UserId)
                        .FirstOrDefault()
            )
            .Select(PersonSummary.OfPerson)
            .SingleOrDefaultAsync();

    /// <summary>The join of the owner of <c>communities c</c>, as <c>owner</c>: the same rule.</summary>
    /// <param name="me">The viewer's id: a parameter.</param>
    /// <param name="now">The present: a parameter.</param>
    public static string OwnerJoin(string me, string now) =>
        $"""
            LEFT JOIN LATERAL (
                SELECT first.user_id FROM community_members first
                WHERE first.community_id = c.id AND first.is_member AND first.role = 'owner' ORDER BY first.joined_at, first.user_id LIMIT 1
            ) AS owned ON true
            LEFT JOIN people owner ON owner.id = owned.user_id AND {me} <> '{Guid.Empty}' AND {Visibility.IsSeen("owner", me, now)}
            """;

    /// <summary>Whether only its owners see it.</summary>
    public static bool IsHidden(this CommunityGroup community) => community.HeldAt is not null || community.RemovedAt is not null;
}
