using Community.Contracts.Social;
using Community.ServiceDefaults.Storage;
using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Communities;

/// <summary>Something that has to follow when a community is deleted, such as giving back what was paid for it.</summary>
internal interface IWhenCommunityDeleted
{
    /// <summary>In the transaction of the deletion, after its memberships have ended; what is published commits with it.</summary>
    Task CommunityDeletedAsync(SocialDb db, CommunityGroup community, DateTimeOffset now);
}

internal static class CommunityDeletion
{
    /// <summary>Ends a community that the transaction has locked. Its threads are messaging's, which hears of it by <see cref="CommunityDeleted"/>.</summary>
    public static async Task DeleteAsync(
        this SocialDb db, CommunityGroup community, Guid deletedBy, IEnumerable<IWhenCommunityDeleted> followers, DateTimeOffset now)
    {
        community.DeletedAt = community.UpdatedAt = CommunityRules.AsKept(now);
        community.Version++;
        community.MemberCount = 0;
        await db.DropAsync(community.PictureKey, now);
        community.PictureKey = null;
        await db.SaveChangesAsync();
        await db.Database.ExecuteSqlAsync($"""
            UPDATE community_members SET is_member = false, left_at = {now}, leave_reason = 'deleted', version = version + 1
            WHERE community_id = {community.Id} AND is_member
            """);
        await db.Database.ExecuteSqlAsync($"DELETE FROM activities WHERE community_id = {community.Id}");
        foreach (var follower in followers)
        {
            await follower.CommunityDeletedAsync(db, community, now);
        }

        db.Publish(new CommunityDeleted(Guid.CreateVersion7(now), now, community.Id, community.Version, deletedBy));
        await db.SaveChangesAsync();
    }
}
