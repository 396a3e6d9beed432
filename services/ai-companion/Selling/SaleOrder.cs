using Community.Contracts;
using Community.Contracts.Payments;

namespace Community.Companion.Selling;

/// <summary>
/// An order for something that this service sells. Only its own methods change its status; what payments says may come in any order, any number
/// of times, and days late.
/// <code>
/// (new) -> open                      offered, at the price of that moment
/// open -> ended                      not paid in time, payment failed, withdrawn
/// open, ended -> fulfilled           paid, and what was paid for is given
/// open, ended -> refunding           paid, and it cannot be given
/// open, ended -> refunded            the money was back before the payment was heard of here
/// fulfilled, refunding -> refunded   all of the money is back
/// </code>
/// Invariant: of every payment, either what it is for is given, or the money is asked back or back; it is asked back at most once.
/// </summary>
internal sealed class SaleOrder
{
    public required Guid Id { get; init; }

    /// <summary>Null once the person was erased.</summary>
    public Guid? UserId { get; init; }

    /// <summary>Rises with each thing said to payments.</summary>
    public long Version { get; set; }

    /// <summary>One of <see cref="SaleOrderStatus"/>.</summary>
    public string Status { get; set; } = SaleOrderStatus.Open;

    /// <summary>What kind of thing it is: the <see cref="IGoods.Purpose"/> of what gives it.</summary>
    public required string Purpose { get; init; }

    /// <summary>Which one, by which the buyer may name the order too.</summary>
    public Guid? ProductId { get; init; }

    /// <summary>What the buyer reads.</summary>
    public required string Description { get; init; }

    /// <summary>The price when it was offered, in minor units.</summary>
    public required long AmountCents { get; init; }

    public required string Currency { get; init; }

    public long? PriceCredits { get; init; }

    public required DateTimeOffset OfferedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Why the offer ended, or why the money was asked back.</summary>
    public string? EndReason { get; set; }

    public DateTimeOffset? PaidAt { get; set; }

    /// <summary>What came in, in minor units of <see cref="PaidCurrency"/>, or in credits.</summary>
    public long? PaidAmount { get; set; }

    /// <summary>ISO 4217, or <c>credits</c>.</summary>
    public string? PaidCurrency { get; set; }

    public DateTimeOffset? FulfilledAt { get; set; }

    public DateTimeOffset? RefundRequestedAt { get; set; }

    public long RefundedAmount { get; set; }

    public DateTimeOffset? RefundedAt { get; set; }

    /// <summary>Whether a payment would be new, and not all of it is back already: then what was paid for can be given, or the money is asked back.</summary>
    public bool IsDue(long amount) => PaidAt is null && RefundedAmount < amount;

    /// <summary>What payments is told of an offer, and told again when it asks.</summary>
    public PaymentRequested Requested(long version, DateTimeOffset now) => new(
        Guid.CreateVersion7(now), now, Id, version, UserId!.Value, Purpose, Id, Description, AmountCents, Currency, PriceCredits, ExpiresAt, ProductId);

    /// <summary>The money came, once. Null: it was heard of before, or is back already.</summary>
    /// <param name="amount">What came in.</param>
    /// <param name="currency">Of what: ISO 4217, or <c>credits</c>.</param>
    /// <param name="refusal">Why it cannot be given; null: it was.</param>
    /// <param name="payer">Who payments says has paid: here the person may be erased.</param>
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

    /// <summary>The offer is over: payments will not get the money, or says so. A payment that comes all the same is looked at when it comes.</summary>
    public void End(string reason)
    {
        if (Status == SaleOrderStatus.Open)
        {
            (Status, EndReason) = (SaleOrderStatus.Ended, reason);
        }
    }

    /// <summary>Money is back. True: all of it, of something that was given; of a part that an operator gave back, what was given stays.</summary>
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
