using Community.Payments.Data;
using Community.Payments.Orders;
using Community.Payments.Wallets;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Boosts;

/// <summary>Buying a boost with credits: ordered, paid and handed over in one transaction, or not at all.</summary>
internal sealed class BoostPurchase(PaymentsDb db, OrderStore orders, TimeProvider clock)
{
    /// <summary>Orders and pays a boost.</summary>
    /// <returns>The end of the buyer's boost; or null, with the balance, if the credits are too few.</returns>
    public Task<(DateTimeOffset? BoostedUntil, long Balance)> PayWithCreditsAsync(NewOrder newOrder, string? language) =>
        db.InTransactionAsync<(DateTimeOffset?, long)>(async () =>
        {
            // The wallet first, as in every payment with credits: this is the order of the locks.
            var now = clock.GetUtcNow();
            var wallet = await db.LockWalletAsync(newOrder.UserId, now);
            var price = newOrder.PriceCredits ?? throw new InvalidOperationException("A boost has a price in credits.");
            if (wallet.Balance < price)
            {
                return (null, wallet.Balance);
            }

            var order = OrderStore.Open(db, newOrder, now);
            await db.SaveChangesAsync();
            var state = (await orders.LockAsync(order.Id))!;
            Credits.Pay(state, newOrder.UserId, wallet.Id, wallet.Balance, now, language: language);
            await orders.WriteAsync([state]);
            var until = await db
                .Boosts.AsNoTracking()
                .Where(boost => boost.UserId == newOrder.UserId)
                .Select(boost => boost.BoostedUntil)
                .SingleAsync();
            return (until, wallet.Balance - price);
        });
}
