using Community.Money;

namespace Community.Payments.Stripe;

/// <summary>Kinds of checkout pages.</summary>
internal static class CheckoutMode
{
    public const string Payment = "payment";
    public const string Subscription = "subscription";
}

/// <summary>Ways to bill a change of price in the middle of a period.</summary>
internal static class ProrationBehavior
{
    /// <summary>The difference is billed at once.</summary>
    public const string AlwaysInvoice = "always_invoice";

    /// <summary>The difference is given away.</summary>
    public const string None = "none";
}

/// <summary>Ways to handle a change that must be paid at once and cannot be.</summary>
internal static class PaymentBehavior
{
    /// <summary>The change is not made: 402.</summary>
    public const string ErrorIfIncomplete = "error_if_incomplete";
}

/// <summary>A buyer. We send Stripe only our id of the person.</summary>
internal sealed record NewCustomer(Guid UserId)
{
    internal const string UserIdKey = "user_id";
}

/// <summary>The goods on a checkout page: an existing price, or a name and an amount.</summary>
internal sealed record NewLineItem
{
    private NewLineItem() { }

    /// <summary>An existing price.</summary>
    public string? PriceId { get; private init; }

    /// <summary>The text for the buyer.</summary>
    public string? Name { get; private init; }

    /// <summary>A further text, in smaller print.</summary>
    public string? Description { get; private init; }

    /// <summary>For one, in the smallest unit.</summary>
    public long? Amount { get; private init; }

    /// <summary>The currency of the amount.</summary>
    public string? Currency { get; private init; }

    /// <summary>How many.</summary>
    public long Quantity { get; private init; }

    /// <summary>A price that exists at Stripe.</summary>
    public static NewLineItem OfPrice(string priceId, long quantity = 1) => new() { PriceId = priceId, Quantity = quantity };

    /// <summary>Something that is sold once, at <paramref name="amount"/> each.</summary>
    public static NewLineItem OfAmount(string name, long amount, string currency, long quantity = 1, string? description = null) =>
        new()
        {
            Name = name,
            Amount = amount,
            Currency = currency.ToLowerInvariant(),
            Quantity = quantity,
            Description = string.IsNullOrWhiteSpace(description) ? null : description,
        };
}

/// <summary>A hosted payment page for one thing and one payment method.</summary>
internal sealed record NewCheckoutSession
{
    /// <summary><see cref="CheckoutMode"/></summary>
    public required string Mode { get; init; }

    /// <summary>The goods; in subscription mode a monthly price.</summary>
    public required NewLineItem Line { get; init; }

    /// <summary><see cref="ChargeMethods"/></summary>
    public required string PaymentMethod { get; init; }

    /// <summary>Where the buyer returns after the payment; <c>{CHECKOUT_SESSION_ID}</c> in it is replaced by Stripe.</summary>
    public required string SuccessUrl { get; init; }

    /// <summary>Where the buyer returns without a payment.</summary>
    public required string CancelUrl { get; init; }

    /// <summary>Our id of the goods (1 to 200 characters).</summary>
    public string? ClientReferenceId { get; init; }

    /// <summary>Stored on the session and also on its payment intent or subscription, so that every later event has it.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>The buyer; without one Stripe asks for a mail address.</summary>
    public string? CustomerId { get; init; }

    /// <summary>
    /// When the page closes: 30 minutes to 24 hours from now (Stripe's limits; 24 hours by default). A page that must close earlier is
    /// expired by <see cref="IStripe.ExpireCheckoutSessionAsync"/>.
    /// </summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A refund of one payment.</summary>
/// <param name="PaymentIntentId">The payment.</param>
/// <param name="Amount">How much, in the smallest unit; by default all that is left.</param>
/// <param name="Metadata">Ours.</param>
internal sealed record NewRefund(string PaymentIntentId, long? Amount = null, IReadOnlyDictionary<string, string>? Metadata = null);

/// <summary>Something that is sold.</summary>
/// <param name="Name">The name for the buyer.</param>
/// <param name="Description">A further text.</param>
/// <param name="Metadata">Ours.</param>
internal sealed record NewProduct(string Name, string? Description = null, IReadOnlyDictionary<string, string>? Metadata = null);

/// <summary>A monthly price.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Amount">For a month, in the smallest unit.</param>
/// <param name="Currency">The currency of the amount.</param>
/// <param name="LookupKey">Our own name for it; taken over from the price that had it.</param>
/// <param name="Metadata">Ours.</param>
internal sealed record NewMonthlyPrice(
    string ProductId,
    long Amount,
    string Currency,
    string LookupKey,
    IReadOnlyDictionary<string, string>? Metadata = null
);
