using Community.Contracts.Social;
using Community.Platform.Data;
using Community.Platform.Storage;
using Community.Social.Data;
using Community.Social.Membership;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Communities;

internal static class CommunityDeletion
{
    /// <summary>
    /// Deletes a community that the transaction has locked. Messaging owns its threads and is notified by <see cref="CommunityDeleted"/>.
    /// </summary>
    public static async Task DeleteAsync(
        this SocialDb db,
        CommunityGroup community,
        Guid deletedBy,
        IEnumerable<IWhenCommunityDeleted> followers,
        DateTimeOffset now
    )
    {
        community.DeletedAt = community.UpdatedAt = now.AsKept();
        community.Version++;
        community.MemberCount = 0;
        await db.DropAsync(community.PictureKey, now);
        (community.PictureKey, community.PictureAlt) = (null, null);
        await db.SaveChangesAsync();
        await MembershipStore.EndAllAsync(db, community.Id, community.DeletedAt.Value);
        await db.Database.ExecuteSqlAsync($"DELETE FROM activities WHERE community_id = {community.Id}");
        foreach (var follower in followers)
        {
            await follower.CommunityDeletedAsync(db, community, now);
        }

        db.Publish(new CommunityDeleted(Guid.CreateVersion7(now), now, community.Id, community.Version, deletedBy));
        await db.SaveChangesAsync();
    }
}
