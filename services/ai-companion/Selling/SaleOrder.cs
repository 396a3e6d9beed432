using Community.Contracts;
using Community.Contracts.Payments;

namespace Community.Companion.Selling;

/// <summary>
/// An order for something that this service sells. Only its own methods change its status; events of payments may come in any order, any
/// number of times, and days late.
/// <code>
/// (new) -> open                      offered, at the price of that moment
/// open -> ended                      not paid in time, payment failed, withdrawn
/// open, ended -> fulfilled           paid, and the goods are given
/// open, ended -> refunding           paid, and the goods cannot be given
/// open, ended -> refunded            the money was back before the payment arrived here
/// fulfilled, refunding -> refunded   all of the money is back
/// </code>
/// Invariant: for every payment, either the goods are given, or the money is requested back or back; it is requested back at most once.
/// </summary>
internal sealed class SaleOrder
{
    public required Guid Id { get; init; }

    /// <summary>Null once the person was erased.</summary>
    public Guid? UserId { get; init; }

    /// <summary>Rises with each event to payments.</summary>
    public long Version { get; set; }

    /// <summary>One of <see cref="SaleOrderStatus"/>.</summary>
    public string Status { get; set; } = SaleOrderStatus.Open;

    /// <summary>The kind of goods: the <see cref="IGoods.Purpose"/> of its class.</summary>
    public required string Purpose { get; init; }

    /// <summary>The thing on sale; the buyer can also find the order by it.</summary>
    public Guid? ProductId { get; init; }

    /// <summary>The text for the buyer.</summary>
    public required string Description { get; init; }

    /// <summary>The price when it was offered, in minor units.</summary>
    public required long AmountCents { get; init; }

    public required string Currency { get; init; }

    public long? PriceCredits { get; init; }

    public required DateTimeOffset OfferedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Why the offer ended, or why the money was requested back.</summary>
    public string? EndReason { get; set; }

    public DateTimeOffset? PaidAt { get; set; }

    /// <summary>The paid amount, in minor units of <see cref="PaidCurrency"/>, or in credits.</summary>
    public long? PaidAmount { get; set; }

    /// <summary>ISO 4217, or <c>credits</c>.</summary>
    public string? PaidCurrency { get; set; }

    public DateTimeOffset? FulfilledAt { get; set; }

    public DateTimeOffset? RefundRequestedAt { get; set; }

    public long RefundedAmount { get; set; }

    public DateTimeOffset? RefundedAt { get; set; }

    /// <summary>
    /// Whether a payment would be new, with some of the money not back yet: then the goods can be given, or the money is requested back.
    /// </summary>
    public bool IsDue(long amount) => PaidAt is null && RefundedAmount < amount;

    /// <summary>The event to payments about an offer, also sent again on request.</summary>
    public PaymentRequested Requested(long version, DateTimeOffset now) =>
        new(
            Guid.CreateVersion7(now),
            now,
            Id,
            version,
            UserId!.Value,
            Purpose,
            Id,
            Description,
            AmountCents,
            Currency,
            PriceCredits,
            ExpiresAt,
            ProductId
        );

    /// <summary>The payment arrived. Null: it was known before, or the money is back already.</summary>
    /// <param name="amount">The paid amount.</param>
    /// <param name="currency">Its currency: ISO 4217, or <c>credits</c>.</param>
    /// <param name="refusal">Why the goods cannot be given; null: they were given.</param>
    /// <param name="payer">The buyer's id in payments' event: here the person may be erased.</param>
    /// <param name="now">The present.</param>
    public IIntegrationEvent? Pay(long amount, string currency, string? refusal, Guid payer, DateTimeOffset now)
    {
        if (PaidAt is not null)
        {
            return null;
        }

        var isDue = IsDue(amount);
        (PaidAt, PaidAmount, PaidCurrency) = (now, amount, currency);
        if (!isDue)
        {
            Status = SaleOrderStatus.Refunded;
            return null;
        }

        Version++;
        if (refusal is not null)
        {
            (Status, EndReason, RefundRequestedAt) = (SaleOrderStatus.Refunding, refusal, now);
            return new RefundRequested(Guid.CreateVersion7(now), now, Id, Version, payer, Purpose, Id, AmountCents: null, refusal);
        }

        (Status, EndReason, FulfilledAt) = (SaleOrderStatus.Fulfilled, null, now);
        return new OrderFulfilled(Guid.CreateVersion7(now), now, Id, Version, payer, Purpose, Id);
    }

    /// <summary>
    /// The offer is over: payments will not get the money, or reports that. A payment that arrives all the same is handled then.
    /// </summary>
    public void End(string reason)
    {
        if (Status == SaleOrderStatus.Open)
        {
            (Status, EndReason) = (SaleOrderStatus.Ended, reason);
        }
    }

    /// <summary>Money is back. True: all of it, and the goods were given. If an operator gave back a part, the goods stay.</summary>
    public bool Refund(long amount, DateTimeOffset now)
    {
        var wasGiven = Status == SaleOrderStatus.Fulfilled;
        (RefundedAmount, RefundedAt) = (RefundedAmount + amount, now);
        if (PaidAmount is null || RefundedAmount < PaidAmount)
        {
            return false;
        }

        Status = SaleOrderStatus.Refunded;
        return wasGiven;
    }
}

internal static class SaleOrderStatus
{
    public const string Open = "open";
    public const string Ended = "ended";
    public const string Fulfilled = "fulfilled";
    public const string Refunding = "refunding";
    public const string Refunded = "refunded";
}
