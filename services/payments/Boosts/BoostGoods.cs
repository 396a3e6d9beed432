using Community.Contracts.Payments;
using Community.Payments.Data;
using Community.Payments.Orders;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Boosts;

/// <summary>
/// Boosts the buyer, with money or credits: from now, or from the end of the running boost. Takes the time back if the money goes back:
/// before an operator's refund, and after a bank kept the money or it was refunded at the provider.
/// </summary>
internal sealed class BoostGoods(PaymentsDb db) : IGoods, IWhenMoneyMoves
{
    public const string OfBoosts = "boost";

    public string Purpose => OfBoosts;

    public async Task HandOverAsync(Order order, DateTimeOffset now)
    {
        // A person who was erased before the money arrived cannot be shown.
        if (order.UserId is not { } buyer)
        {
            return;
        }

        var lasts = BoostOffer.All.Single(offer => offer.ReferenceId == order.ReferenceId).Lasts;
        var boost = (
            await db
                .Database.SqlQuery<BoostRow>(
                    $"""
                    INSERT INTO boosts AS b (user_id, boosted_until, version) VALUES ({buyer}, {now} + {lasts}, 1)
                    ON CONFLICT (user_id) DO UPDATE SET boosted_until = greatest(b.boosted_until, {now}) + {lasts}, version = b.version + 1
                    RETURNING boosted_until, version
                    """
                )
                .ToListAsync()
        ).Single();
        db.Publish(new ProfileBoosted(Guid.CreateVersion7(now), now, buyer, boost.Version, boost.BoostedUntil));
    }

    /// <summary>Shortens the boost by the bought time, once, as far as that is still to come.</summary>
    public async Task<bool> TakeBackAsync(Order order, DateTimeOffset now)
    {
        if (order.UserId is not { } buyer || await IsTakenBackAsync(order))
        {
            return true;
        }

        if (!await ShortenAsync(order, buyer, now))
        {
            return false;
        }

        await MarkAsync(order, now);
        return true;
    }

    /// <summary>Takes the time back once all of the money is gone. A boost that is over by then stays as it was.</summary>
    public async Task MovedAsync(Order order, DateTimeOffset now)
    {
        if (
            order is { Purpose: OfBoosts, Status: OrderStatus.Refunded, FulfilledAt: not null, UserId: { } buyer }
            && !await IsTakenBackAsync(order)
        )
        {
            await ShortenAsync(order, buyer, now);
            await MarkAsync(order, now);
        }
    }

    private async Task<bool> ShortenAsync(Order order, Guid buyer, DateTimeOffset now)
    {
        var lasts = BoostOffer.All.Single(offer => offer.ReferenceId == order.ReferenceId).Lasts;
        var boost = (
            await db
                .Database.SqlQuery<BoostRow>(
                    $"""
                    UPDATE boosts SET boosted_until = greatest(boosted_until - {lasts}, {now}), version = version + 1
                    WHERE user_id = {buyer} AND boosted_until > {now} RETURNING boosted_until, version
                    """
                )
                .ToListAsync()
        ).SingleOrDefault();
        if (boost is not null)
        {
            db.Publish(new ProfileBoosted(Guid.CreateVersion7(now), now, buyer, boost.Version, boost.BoostedUntil));
        }

        return boost is not null;
    }

    private Task<int> MarkAsync(Order order, DateTimeOffset now) =>
        db.Database.ExecuteSqlAsync($"INSERT INTO boost_reversals (order_id, created_at) VALUES ({order.Id}, {now})");

    // Under the lock of the order, so that two changes do not take it back twice.
    private Task<bool> IsTakenBackAsync(Order order) =>
        db
            .Database.SqlQuery<bool>($"""SELECT EXISTS (SELECT FROM boost_reversals WHERE order_id = {order.Id}) AS "Value" """)
            .SingleAsync();

    private sealed record BoostRow(DateTimeOffset BoostedUntil, long Version);
}
