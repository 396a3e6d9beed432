using Community.Contracts.Payments;
using Community.Payments.Data;
using Community.Payments.Orders;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Boosts;

/// <summary>Boosts the buyer, with money or credits: from now, or from the end of the running boost.</summary>
internal sealed class BoostGoods(PaymentsDb db) : IGoods
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

    /// <summary>Shortens the boost by the bought time, as far as that is still to come.</summary>
    public async Task<bool> TakeBackAsync(Order order, DateTimeOffset now)
    {
        if (order.UserId is not { } buyer || await WasTakenBackAsync(order.Id))
        {
            return true;
        }

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

    // For a second refund of the same order: the first has taken all of it back.
    private Task<bool> WasTakenBackAsync(Guid orderId) =>
        db.Refunds.AnyAsync(refund =>
            refund.OrderId == orderId && db.Payments.Any(payment => payment.Id == refund.PaymentId && !payment.IsSurplus)
        );

    private sealed record BoostRow(DateTimeOffset BoostedUntil, long Version);
}
