using Community.Contracts.Payments;
using Community.Payments.Data;
using Community.Payments.Erasure;
using Community.Platform.Text;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Orders;

/// <summary>Opens orders: those of sellers, and payments' own.</summary>
internal sealed partial class OrderStore
{
    // The description comes from a seller, and the buyer reads it.
    private const int MaxDescription = 500;

    /// <summary>Opens a seller's order. It may have been opened before, or withdrawn before it was known here.</summary>
    public static async Task OpenAsync(PaymentsDb db, PaymentRequested requested, DateTimeOffset now)
    {
        var (id, description) = (requested.OrderId, VisibleText.Shortened(requested.Description, MaxDescription));
        var currency = requested.Currency.ToUpperInvariant();
        await db.HoldAllAsync(requested.UserId, requested.SellerId ?? requested.UserId);
        await LockIdAsync(db, id);
        var opened = await db.Database.ExecuteSqlAsync(
            $"""
            WITH early AS (DELETE FROM early_withdrawals WHERE order_id = {id} RETURNING reason),
            -- An offer to a person who was erased meanwhile is over, as if the erasure had come later.
            buyer AS (SELECT EXISTS (SELECT FROM erased_people WHERE user_id = {requested.UserId}) AS is_erased),
            ended AS (SELECT coalesce((SELECT reason FROM early), CASE WHEN is_erased THEN {PersonErasure.Reason} END) AS reason FROM buyer)
            INSERT INTO orders (id, version, user_id, purpose, reference_id, product_id, description, amount_cents, currency, price_credits,
                status, end_reason, refunded_amount, expires_at, created_at, seller_id, refundable_until)
            SELECT {id}, 1, CASE WHEN buyer.is_erased THEN NULL ELSE {requested.UserId} END, {requested.Purpose}, {requested.ReferenceId}, {requested.ProductId}, {description},
                {requested.AmountCents}, {currency}, {requested.PriceCredits}, CASE WHEN ended.reason IS NULL THEN 'open' ELSE 'withdrawn' END, ended.reason, 0,
                {requested.ExpiresAt}, {now},
                CASE WHEN EXISTS (SELECT FROM erased_people WHERE user_id = {requested.SellerId}::uuid) THEN NULL ELSE {requested.SellerId}::uuid END, {requested.RefundableUntil}::timestamptz
            FROM buyer, ended
            ON CONFLICT (id) DO NOTHING
            """
        );
        if (opened > 0)
        {
            db.AfterCommit(() => OrderMetrics.Changed(OrderStatus.Open));
        }
    }

    /// <summary>Opens an order for something that payments itself sells.</summary>
    public static Order Open(PaymentsDb db, NewOrder order, DateTimeOffset now)
    {
        var opened = new Order
        {
            Id = Guid.CreateVersion7(now),
            Version = 1,
            UserId = order.UserId,
            Purpose = order.Purpose,
            ReferenceId = order.ReferenceId,
            Description = VisibleText.Shortened(order.Description, MaxDescription),
            AmountCents = order.AmountCents,
            Currency = order.Currency.ToUpperInvariant(),
            PriceCredits = order.PriceCredits,
            ExpiresAt = now + order.OpenFor,
            CreatedAt = now,
        };
        db.Orders.Add(opened);
        db.AfterCommit(() => OrderMetrics.Changed(OrderStatus.Open));
        return opened;
    }

    /// <summary>Locks an order's id until the transaction ends, also if there is no such order yet.</summary>
    public static Task LockIdAsync(PaymentsDb db, Guid orderId) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({orderId}::text, 0))");

    /// <summary>Stores a withdrawal of an order that is not known yet.</summary>
    public static Task NoteEarlyWithdrawalAsync(PaymentsDb db, Guid orderId, string reason, DateTimeOffset now) =>
        db.Database.ExecuteSqlAsync(
            $"INSERT INTO early_withdrawals (order_id, reason, at) VALUES ({orderId}, {reason}, {now}) ON CONFLICT DO NOTHING"
        );

    /// <summary>
    /// The buyer's open order for this thing at this price; a new one if none has at least half of its time left. So a buyer has at most
    /// two open orders for one thing. Saves; must run in a transaction.
    /// </summary>
    /// <exception cref="Platform.Http.Problems.ProblemException">404: the buyer is erased.</exception>
    public static async Task<Order> OfferAsync(PaymentsDb db, NewOrder asked, DateTimeOffset now)
    {
        await db.HoldOrRefuseAsync(asked.UserId);
        // Without the lock, two requests at once would both find none.
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({asked.UserId}::text || {asked.Purpose}, 1))");
        var halfTime = now + (asked.OpenFor / 2);
        var open = await db
            .Orders.AsNoTracking()
            .Where(order =>
                order.UserId == asked.UserId
                && order.Status == OrderStatus.Open
                && order.Purpose == asked.Purpose
                && order.ReferenceId == asked.ReferenceId
                && order.ExpiresAt > halfTime
                && order.AmountCents == asked.AmountCents
                && order.Currency == asked.Currency
                && order.PriceCredits == asked.PriceCredits
            )
            .OrderByDescending(order => order.ExpiresAt)
            .FirstOrDefaultAsync();
        if (open is not null)
        {
            return open;
        }

        var opened = Open(db, asked, now);
        await db.SaveChangesAsync();
        return opened;
    }
}
