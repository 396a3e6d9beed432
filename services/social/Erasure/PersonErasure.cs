using Community.Contracts.Social;
using Community.Social.Communities;
using Community.Social.Data;
using Community.Social.Membership;
using Community.Social.People;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Social.Erasure;

/// <summary>
/// Forgets a person, in the consumer's transaction: the tombstone, then community by community the membership, then everything in
/// <see cref="PersonalData"/>.
/// </summary>
internal sealed class PersonErasure(SocialDb db, TimeProvider clock)
{
    /// <summary>Doing it twice does nothing.</summary>
    public async Task EraseAsync(Guid userId)
    {
        var now = clock.GetUtcNow();
        // First: what the person does at this moment, or is done to them, waits for this row, and then finds the tombstone.
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

    /// <summary>In the order of their ids, in which everybody who locks several communities takes them.</summary>
    private Task<List<Guid>> CommunitiesOfAsync(Guid userId) =>
        db.Members.Where(member => member.UserId == userId && member.IsMember).OrderBy(member => member.CommunityId)
            .Select(member => member.CommunityId).ToListAsync();

    private async Task LeaveAsync(Guid communityId, Guid userId, DateTimeOffset now)
    {
        var community = (await db.Communities.FromSql($"SELECT * FROM communities WHERE id = {communityId} FOR NO KEY UPDATE").ToListAsync()).Single();
        // Read behind the lock: until then the person could still be made owner, or be removed.
        if (await db.Members.SingleOrDefaultAsync(member => member.CommunityId == communityId && member.UserId == userId && member.IsMember) is not { } membership)
        {
            return;
        }

        community.MemberCount--;
        db.Members.Remove(membership);
        db.Publish(new CommunityMemberLeft(Guid.CreateVersion7(now), now, membership.Id, membership.Version + 1, communityId, userId, "left"));
        if (community.DeletedAt is null && membership.Role == MemberRole.Owner)
        {
            await HandOverAsync(community, userId, now);
        }

        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
    }

    /// <summary>
    /// Who has no other owner gets the moderator who has been there longest, else the member; a community that nobody is left in
    /// is deleted.
    /// </summary>
    private async Task HandOverAsync(CommunityGroup community, Guid userId, DateTimeOffset now)
    {
        var heir = await db.Members.Where(member => member.CommunityId == community.Id && member.IsMember && member.UserId != userId)
            .OrderBy(member => member.Role == MemberRole.Owner ? 0 : member.Role == MemberRole.Moderator ? 1 : 2).ThenBy(member => member.JoinedAt).ThenBy(member => member.Id)
            .FirstOrDefaultAsync();
        if (heir is null)
        {
            (community.DeletedAt, community.UpdatedAt) = (now, now);
            community.Version++;
            db.Publish(new CommunityDeleted(Guid.CreateVersion7(now), now, community.Id, community.Version, userId));
        }
        else if (heir.Role != MemberRole.Owner)
        {
            heir.Role = MemberRole.Owner;
            heir.Version++;
            db.Publish(new CommunityMemberRoleChanged(Guid.CreateVersion7(now), now, heir.Id, heir.Version, community.Id, heir.UserId, heir.Role));
        }
    }
}
