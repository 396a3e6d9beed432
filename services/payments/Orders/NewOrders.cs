using Community.Contracts.Payments;
using Community.Payments.Data;
using Community.Payments.Erasure;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Orders;

/// <summary>Opens orders: those of sellers, and payments' own.</summary>
internal static class NewOrders
{
    // The description comes from a seller, and the buyer reads it.
    private const int MaxDescription = 500;

    /// <summary>Opens a seller's order. It may have been opened before, or withdrawn before it was known here.</summary>
    public static async Task OpenAsync(this PaymentsDb db, PaymentRequested requested, DateTimeOffset now)
    {
        var (id, description) = (requested.OrderId, Shortened(requested.Description));
        var currency = requested.Currency.ToUpperInvariant();
        await db.LockIdAsync(id);
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
    public static Order Open(this PaymentsDb db, NewOrder order, DateTimeOffset now)
    {
        var opened = new Order
        {
            Id = Guid.CreateVersion7(now),
            Version = 1,
            UserId = order.UserId,
            Purpose = order.Purpose,
            ReferenceId = order.ReferenceId,
            Description = Shortened(order.Description),
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
    public static Task LockIdAsync(this PaymentsDb db, Guid orderId) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({orderId}::text, 0))");

    /// <summary>Stores a withdrawal of an order that is not known yet.</summary>
    public static Task NoteEarlyWithdrawalAsync(this PaymentsDb db, Guid orderId, string reason, DateTimeOffset now) =>
        db.Database.ExecuteSqlAsync(
            $"INSERT INTO early_withdrawals (order_id, reason, at) VALUES ({orderId}, {reason}, {now}) ON CONFLICT DO NOTHING"
        );

    private static string Shortened(string description) =>
        description.Length <= MaxDescription ? description : description[..(MaxDescription - 1)] + "…";
}

/// <summary>An order to open.</summary>
/// <param name="UserId">The buyer.</param>
/// <param name="Purpose">The kind of goods.</param>
/// <param name="ReferenceId">The id of the goods.</param>
/// <param name="Description">The text for the buyer.</param>
/// <param name="AmountCents">In the currency's smallest unit.</param>
/// <param name="Currency">ISO 4217 in upper case.</param>
/// <param name="PriceCredits">The price in credits, if credits are accepted.</param>
/// <param name="OpenFor">How long the offer is open.</param>
internal sealed record NewOrder(
    Guid UserId,
    string Purpose,
    Guid ReferenceId,
    string Description,
    long AmountCents,
    string Currency,
    long? PriceCredits,
    TimeSpan OpenFor
);

/// <summary>An order that was withdrawn before it was known here.</summary>
internal sealed class EarlyWithdrawal
{
    public required Guid OrderId { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset At { get; init; }
}
