using Community.Money;

namespace Community.Payments.Orders;

/// <summary>Something that a user is asked to pay for. Changed by <see cref="OrderState"/> alone.</summary>
internal sealed class Order
{
    public required Guid Id { get; init; }

    /// <summary>Counts changes; the version of the integration events about it.</summary>
    public long Version { get; set; }

    /// <summary>The buyer; null once that person is erased.</summary>
    public required Guid? UserId { get; set; }

    /// <summary>The kind of goods, as the seller named it.</summary>
    public required string Purpose { get; init; }

    /// <summary>The seller's own id of the goods.</summary>
    public required Guid ReferenceId { get; init; }

    /// <summary>The thing on sale, such as an event, if the seller gave one: buyers can also find their order by it.</summary>
    public Guid? ProductId { get; init; }

    /// <summary>The seller; null: the platform, not given, or erased.</summary>
    public Guid? SellerId { get; init; }

    /// <summary>Until when the money may go back by the terms of the sale; null: not given.</summary>
    public DateTimeOffset? RefundableUntil { get; init; }

    /// <summary>The text for the buyer.</summary>
    public required string Description { get; init; }

    /// <summary>In the currency's smallest unit; 0: payable with credits only.</summary>
    public required long AmountCents { get; init; }

    /// <summary>ISO 4217 in upper case.</summary>
    public required string Currency { get; init; }

    /// <summary>The price in credits; null: not payable with credits.</summary>
    public required long? PriceCredits { get; init; }

    /// <summary>One of <see cref="OrderStatus"/>.</summary>
    public string Status { get; set; } = OrderStatus.Open;

    /// <summary>Why it ended unpaid, as a code.</summary>
    public string? EndReason { get; set; }

    /// <summary>The amount that has gone back, in the unit of the payment.</summary>
    public long RefundedAmount { get; set; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? PaidAt { get; set; }

    public DateTimeOffset? FulfilledAt { get; set; }

    public DateTimeOffset? RefundedAt { get; set; }
}

internal static class OrderPayments
{
    /// <summary>
    /// The payment methods of an order, as far as its amount and currency allow them, in the order in which to offer them.
    /// </summary>
    public static IReadOnlyList<string> PayableWith(this Order order) =>
        ChargeMethods.For(order.AmountCents, order.Currency, order.PriceCredits);
}

internal static class OrderStatus
{
    public const string Open = "open";
    public const string Paid = "paid";
    public const string Fulfilled = "fulfilled";
    public const string Expired = "expired";
    public const string Withdrawn = "withdrawn";
    public const string Refunded = "refunded";
    public const string PartiallyRefunded = "partially_refunded";

    /// <summary>A refund came back from the buyer's bank: the money is owed to the buyer.</summary>
    public const string RefundFailed = "refund_failed";
}
