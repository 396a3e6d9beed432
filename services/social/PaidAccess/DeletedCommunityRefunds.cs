using Community.Social.Communities;
using Community.Social.Data;
using Community.Social.Membership;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.PaidAccess;

/// <summary>
/// A deleted community withdraws its open offers and refunds the time that it cuts off: months that are not over, and one-time payments of
/// the last 30 days.
/// </summary>
internal sealed class DeletedCommunityRefunds : IWhenCommunityDeleted
{
    public async Task CommunityDeletedAsync(SocialDb db, CommunityGroup community, DateTimeOffset now)
    {
        // Payments wait for the lock of the community's row, so that none is fulfilled concurrently.
        await db.Database.ExecuteSqlAsync($"SELECT FROM communities WHERE id = {community.Id} FOR NO KEY UPDATE");
        var state = new AccessOrders(
            await db
                .AccessOrders.Where(order =>
                    order.CommunityId == community.Id
                    && (order.Status == AccessOrderStatus.Open || order.Status == AccessOrderStatus.Fulfilled)
                )
                .ToListAsync()
        );
        AccessOrders.EndAll(state, now);
        foreach (var said in state.Announced)
        {
            db.Publish(said);
        }

        await MembershipStore.EndGrantsAsync(db, community.Id);
        await db.SaveChangesAsync();
    }
}
