using Community.People;
using Community.Social.Communities;
using Community.Social.Data;
using Community.Social.Membership;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Social.Erasure;

/// <summary>
/// Erases a user in the consumer's transaction: first the tombstone, then community by community the user's membership, then everything in
/// <see cref="PersonalData"/>.
/// </summary>
internal sealed class PersonErasure(
    SocialDb db,
    MembershipStore memberships,
    IEnumerable<IWhenCommunityDeleted> followers,
    TimeProvider clock
)
{
    /// <summary>Erasing a user twice changes nothing.</summary>
    public async Task EraseAsync(Guid userId)
    {
        var now = clock.GetUtcNow();
        // Must be first: concurrent actions by the user or on them wait for this row and then find the tombstone.
        await db.ApplyErasureAsync(userId);
        foreach (var communityId in await CommunitiesOfAsync(userId))
        {
            await LeaveAsync(communityId, userId, now);
        }

        foreach (var sql in PersonalData.Tables.Select(table => table.Sql).OfType<string>())
        {
            await db.Database.ExecuteSqlRawAsync(sql, new NpgsqlParameter("id", userId), new NpgsqlParameter("now", now));
        }
    }

    /// <summary>In the order of their ids. All code that locks several communities uses this order.</summary>
    private Task<List<Guid>> CommunitiesOfAsync(Guid userId) =>
        db
            .Database.SqlQuery<Guid>(
                $"""
                SELECT community_id AS "Value" FROM community_members WHERE user_id = {userId} AND is_member
                UNION SELECT community_id FROM community_requests WHERE user_id = {userId}
                UNION SELECT community_id FROM community_invitations WHERE user_id = {userId}
                UNION SELECT community_id FROM access_orders WHERE user_id = {userId}
                UNION SELECT community_id FROM access_grants WHERE user_id = {userId}
                ORDER BY 1
                """
            )
            .ToListAsync();

    /// <summary>
    /// If the user was the last owner, the community passes to the moderator with the longest membership, else to the member with the
    /// longest one. A community without members is deleted.
    /// </summary>
    private async Task LeaveAsync(Guid communityId, Guid userId, DateTimeOffset now)
    {
        var left = await memberships.ApplyAsync(db, communityId, new ForgetPerson(userId));
        if (left[0].Outcome == MembershipOutcome.Abandoned)
        {
            var community = await db.Communities.SingleAsync(community => community.Id == communityId);
            await db.DeleteAsync(community, userId, followers, now);
        }

        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
    }
}
