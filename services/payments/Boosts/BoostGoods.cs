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

    public async Task<bool> HandOverAsync(Order order, DateTimeOffset now)
    {
        // If the person was erased before the money arrived, there is no profile to show.
        if (order.UserId is not { } buyer)
        {
            return false;
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
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO boost_periods (order_id, starts_at, ends_at) VALUES ({order.Id}, {boost.BoostedUntil - lasts}, {boost.BoostedUntil})"
        );
        db.Publish(new ProfileBoosted(Guid.CreateVersion7(now), now, buyer, boost.Version, boost.BoostedUntil));
        return true;
    }

    /// <summary>Takes back the rest of the bought time, once. False: none is left.</summary>
    public async Task<bool> TakeBackAsync(Order order, DateTimeOffset now)
    {
        if (order.UserId is not { } buyer || await PeriodAsync(order) is not { ReversedAt: null } period)
        {
            return true;
        }

        return period.EndsAt > now && await ReverseAsync(order, buyer, period, now);
    }

    /// <summary>Takes back the rest of the bought time once all of the money is gone.</summary>
    public async Task MovedAsync(Order order, DateTimeOffset now)
    {
        if (
            order is { Purpose: OfBoosts, Status: OrderStatus.Refunded, UserId: { } buyer }
            && await PeriodAsync(order) is { ReversedAt: null } period
        )
        {
            await ReverseAsync(order, buyer, period, now);
        }
    }

    /// <summary>Shortens the boost by the rest of the period; later periods begin earlier.</summary>
    private async Task<bool> ReverseAsync(Order order, Guid buyer, PeriodRow period, DateTimeOffset now)
    {
        await db.Database.ExecuteSqlAsync($"UPDATE boost_periods SET reversed_at = {now} WHERE order_id = {order.Id}");
        var left = period.EndsAt - (period.StartsAt > now ? period.StartsAt : now);
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        var boost = (
            await db
                .Database.SqlQuery<BoostRow>(
                    $"""
                    UPDATE boosts SET boosted_until = greatest(boosted_until - {left}, {now}), version = version + 1
                    WHERE user_id = {buyer} RETURNING boosted_until, version
                    """
                )
                .ToListAsync()
        ).Single();
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE boost_periods AS later SET starts_at = later.starts_at - {left}, ends_at = later.ends_at - {left}
            FROM orders WHERE orders.id = later.order_id AND orders.user_id = {buyer} AND later.starts_at >= {period.EndsAt}
            """
        );
        db.Publish(new ProfileBoosted(Guid.CreateVersion7(now), now, buyer, boost.Version, boost.BoostedUntil));
        return true;
    }

    // Under the lock of the order, so that two changes do not take it back twice.
    private async Task<PeriodRow?> PeriodAsync(Order order) =>
        (
            await db
                .Database.SqlQuery<PeriodRow>($"SELECT starts_at, ends_at, reversed_at FROM boost_periods WHERE order_id = {order.Id}")
                .ToListAsync()
        ).SingleOrDefault();

    private sealed record PeriodRow(DateTimeOffset StartsAt, DateTimeOffset EndsAt, DateTimeOffset? ReversedAt);

    private sealed record BoostRow(DateTimeOffset BoostedUntil, long Version);
}
