using Community.Payments.Data;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Orders;

/// <summary>Offers payments' own goods. A repeated request for the same thing gets the same order, so that asking costs nothing.</summary>
internal static class OwnOrders
{
    /// <summary>
    /// The buyer's open order for this thing at this price; a new one if none has at least half of its time left. So a buyer has at most
    /// two open orders for one thing. Saves; must run in a transaction.
    /// </summary>
    public static async Task<Order> OfferAsync(this PaymentsDb db, NewOrder wanted, DateTimeOffset now)
    {
        // Without the lock, two requests at once would both find none.
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({wanted.UserId}::text || {wanted.Purpose}, 1))");
        var halfTime = now + (wanted.OpenFor / 2);
        var open = await db
            .Orders.AsNoTracking()
            .Where(order =>
                order.UserId == wanted.UserId
                && order.Status == OrderStatus.Open
                && order.Purpose == wanted.Purpose
                && order.ReferenceId == wanted.ReferenceId
                && order.ExpiresAt > halfTime
                && order.AmountCents == wanted.AmountCents
                && order.Currency == wanted.Currency
                && order.PriceCredits == wanted.PriceCredits
            )
            .OrderByDescending(order => order.ExpiresAt)
            .FirstOrDefaultAsync();
        if (open is not null)
        {
            return open;
        }

        var opened = db.Open(wanted, now);
        await db.SaveChangesAsync();
        return opened;
    }

    /// <summary>The 402 with the order to pay.</summary>
    public static PaymentRequiredProblem ToProblem(this Order order) =>
        order.ToProblem("Pay this order to receive your purchase at once.", "payment_required");

    /// <summary>The 402 with the order that is still to be paid, because the wallet does not have enough credits.</summary>
    public static PaymentRequiredProblem ToInsufficientCredits(this Order order, long balance) =>
        order
            .ToProblem(
                $"This costs {order.PriceCredits} credits and your wallet has {balance}. POST /wallet/packs/{{id}}/purchase buys credits.",
                "insufficient_credits"
            )
            .With("balance", balance);

    private static PaymentRequiredProblem ToProblem(this Order order, string detail, string reason) =>
        Problem
            .OrderRequired(new(order.Id, order.AmountCents, order.Currency, order.PriceCredits, order.ExpiresAt), detail, reason)
            .With("payment_methods", order.PayableWith());
}
