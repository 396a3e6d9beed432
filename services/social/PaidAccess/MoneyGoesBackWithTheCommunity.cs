using Community.Social.Communities;
using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.PaidAccess;

/// <summary>
/// A deleted community takes its open offers back, and gives back what was paid for a time that it cuts off: the months that are not over, or what
/// was paid once, in the last 30 days, for all time.
/// </summary>
internal sealed class MoneyGoesBackWithTheCommunity : IWhenCommunityDeleted
{
    public async Task CommunityDeletedAsync(SocialDb db, CommunityGroup community, DateTimeOffset now)
    {
        // Payments wait for the community's row: none is fulfilled beside this.
        await db.Database.ExecuteSqlAsync($"SELECT FROM communities WHERE id = {community.Id} FOR NO KEY UPDATE");
        var book = new AccessBook(await db.AccessOrders.Where(order => order.CommunityId == community.Id
            && (order.Status == AccessOrderStatus.Open || order.Status == AccessOrderStatus.Fulfilled)).ToListAsync());
        AccessMachine.EndAll(book, now);
        foreach (var said in book.Announced)
        {
            db.Publish(said);
        }

        await db.AccessGrants.Where(grant => grant.CommunityId == community.Id).ExecuteDeleteAsync();
        await db.SaveChangesAsync();
    }
}
