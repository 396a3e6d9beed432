using Community.Money;

namespace Community.Payments.Orders;

/// <summary>What somebody is asked to pay for. Changed by <see cref="OrderMachine"/> alone.</summary>
internal sealed class Order
{
    public required Guid Id { get; init; }

    /// <summary>Counts changes; the version of the integration events about it.</summary>
    public long Version { get; set; }

    /// <summary>Who pays; null once that person is erased.</summary>
    public required Guid? UserId { get; set; }

    /// <summary>What kind of thing is sold, as its seller named it.</summary>
    public required string Purpose { get; init; }

    /// <summary>The seller's own id of what is bought.</summary>
    public required Guid ReferenceId { get; init; }

    /// <summary>The thing on sale, such as an event, where the seller said so: another name for the buyer's order.</summary>
    public Guid? ProductId { get; init; }

    /// <summary>Who earns from the sale; null: the platform, or the seller did not say, or is erased.</summary>
    public Guid? SellerId { get; init; }

    /// <summary>Until when the sale's own terms may give the money back; null: not said.</summary>
    public DateTimeOffset? RefundableUntil { get; init; }

    /// <summary>What the buyer reads.</summary>
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

    /// <summary>What has gone back, in what it was paid in.</summary>
    public long RefundedAmount { get; set; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? PaidAt { get; set; }

    public DateTimeOffset? FulfilledAt { get; set; }

    public DateTimeOffset? RefundedAt { get; set; }
}

internal static class OrderPayments
{
    /// <summary>What an order can be paid with, as far as its amount and currency decide it, in the order in which to offer them.</summary>
    public static IReadOnlyList<string> PayableWith(this Order order) =>
        [.. ChargeMethods.For(order.AmountCents, order.Currency), .. order.PriceCredits is null ? Array.Empty<string>() : [PaymentMethods.Credits]];
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

    /// <summary>Money that was to go back has come back from the buyer's bank: it is owed to the buyer.</summary>
    public const string RefundFailed = "refund_failed";
}
