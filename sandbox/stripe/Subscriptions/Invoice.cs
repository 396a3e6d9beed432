using System.Text.Json.Serialization;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Subscriptions;

/// <summary>
/// An invoice of a subscription (https://docs.stripe.com/api/invoices/object). Its subscription and its payment are in the properties of
/// version 2025-03-31 and later (<see cref="Parent"/>, <see cref="Payments"/>), and in those of older versions.
/// </summary>
internal sealed record Invoice : StripeObject
{
    /// <inheritdoc/>
    public override string Object => "invoice";

    /// <summary>The amount to pay after the customer's credit, minor units.</summary>
    public required long AmountDue { get; init; }

    /// <summary>The paid amount, minor units.</summary>
    public long AmountPaid => Status == "paid" ? AmountDue : 0;

    /// <summary>The amount still to pay, minor units.</summary>
    public long AmountRemaining => AmountDue - AmountPaid;

    /// <summary>The number of charges.</summary>
    public int AttemptCount { get; init; }

    /// <summary>Whether it was charged.</summary>
    public bool Attempted => AttemptCount > 0;

    /// <summary>Whether it advances automatically.</summary>
    public bool AutoAdvance => Status is "draft" or "open";

    /// <summary><c>subscription_create</c>, <c>subscription_cycle</c> or <c>subscription_update</c>.</summary>
    public required string BillingReason { get; init; }

    /// <summary>The latest charge (before 2025-03-31).</summary>
    public string? Charge { get; init; }

    /// <summary>The payment method is charged automatically.</summary>
    public string CollectionMethod => "charge_automatically";

    /// <summary>Three lower-case letters.</summary>
    public required string Currency { get; init; }

    /// <summary>The customer's id.</summary>
    public required string Customer { get; init; }

    /// <summary>The customer's mail address.</summary>
    public string? CustomerEmail { get; init; }

    /// <summary>The customer's name.</summary>
    public string? CustomerName { get; init; }

    /// <summary>The customer's balance after it, minor units.</summary>
    public long EndingBalance { get; init; }

    /// <summary>No page here.</summary>
    public string? HostedInvoiceUrl => null;

    /// <summary>No document here.</summary>
    public string? InvoicePdf => null;

    /// <summary>Its lines.</summary>
    public required StripeList<InvoiceLine> Lines { get; init; }

    /// <summary>Always false.</summary>
    public bool Livemode => false;

    /// <summary>None here.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Wire.Metadata.None;

    /// <summary>When it will be charged again, Unix seconds.</summary>
    public long? NextPaymentAttempt { get; init; }

    /// <summary>The customer's prefix and a number without gaps.</summary>
    public string? Number { get; init; }

    /// <summary>Its subscription.</summary>
    public required InvoiceParent Parent { get; init; }

    /// <summary>The payment (before 2025-03-31).</summary>
    public string? PaymentIntent { get; init; }

    /// <summary>Its payments.</summary>
    public required StripeList<InvoicePayment> Payments { get; init; }

    /// <summary>End of the period before it, Unix seconds.</summary>
    public required long PeriodEnd { get; init; }

    /// <summary>Beginning of the period before it, Unix seconds.</summary>
    public required long PeriodStart { get; init; }

    /// <summary>The customer's balance before it, minor units.</summary>
    public long StartingBalance { get; init; }

    /// <summary><c>draft</c>, <c>open</c>, <c>paid</c>, <c>uncollectible</c> or <c>void</c>.</summary>
    public required string Status { get; init; }

    /// <summary>When its status changed.</summary>
    public required StatusTransitions StatusTransitions { get; init; }

    /// <summary>The subscription (before 2025-03-31).</summary>
    public string Subscription => Parent.SubscriptionDetails.Subscription;

    /// <summary>The lines' sum, minor units.</summary>
    public long Subtotal => Total;

    /// <summary>The lines' sum, minor units; negative for a credit.</summary>
    public required long Total { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<(string Field, string? Value)> Keys => [("subscription", Subscription), ("customer", Customer)];
}

/// <summary>The subscription of an invoice.</summary>
internal sealed record InvoiceParent(InvoiceSubscription SubscriptionDetails)
{
    /// <summary>None here.</summary>
    public string? QuoteDetails => null;

    /// <summary>The only kind here.</summary>
    public string Type => "subscription_details";
}

/// <summary>The subscription of an invoice, with its metadata at that time.</summary>
internal sealed record InvoiceSubscription(IReadOnlyDictionary<string, string> Metadata, string Subscription);

/// <summary>When an invoice's status changed, Unix seconds.</summary>
internal sealed record StatusTransitions(long? FinalizedAt, long? PaidAt)
{
    /// <summary>The sandbox never marks one as uncollectible.</summary>
    public long? MarkedUncollectibleAt => null;

    /// <summary>Not used.</summary>
    public long? VoidedAt { get; init; }
}

/// <summary>A payment of an invoice (https://docs.stripe.com/api/invoice-payment/object).</summary>
internal sealed record InvoicePayment(
    string Id,
    long Created,
    long AmountRequested,
    long? AmountPaid,
    string Currency,
    string Invoice,
    InvoicePaymentSource Payment,
    string Status
)
{
    /// <summary>Its type.</summary>
    public string Object => "invoice_payment";

    /// <summary>The only one.</summary>
    public bool IsDefault => true;

    /// <summary>Always false.</summary>
    public bool Livemode => false;
}

/// <summary>The payment intent that pays an invoice.</summary>
internal sealed record InvoicePaymentSource(string PaymentIntent)
{
    /// <summary>The only kind here.</summary>
    public string Type => "payment_intent";
}

/// <summary>A line of an invoice (https://docs.stripe.com/api/invoice-line-item/object).</summary>
internal sealed record InvoiceLine(
    string Id,
    long Amount,
    string Currency,
    string Description,
    InvoicePeriod Period,
    InvoiceLinePricing Pricing,
    long Quantity
)
{
    /// <summary>Its type.</summary>
    public string Object => "line_item";

    /// <summary>Always false.</summary>
    public bool Livemode => false;

    /// <summary>None here.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Wire.Metadata.None;

    /// <summary>Whether it is for a part of a period.</summary>
    public bool Proration { get; init; }
}

/// <summary>From and to, Unix seconds.</summary>
internal sealed record InvoicePeriod(long Start, long End);

/// <summary>The price of a line.</summary>
internal sealed record InvoiceLinePricing(PriceDetails PriceDetails, string UnitAmountDecimal)
{
    /// <summary>The only kind here.</summary>
    public string Type => "price_details";
}

/// <summary>A price and its product.</summary>
internal sealed record PriceDetails(string Price, string Product);

/// <summary>An extra line of a subscription's next invoice (https://docs.stripe.com/api/invoiceitems/object).</summary>
internal sealed record InvoiceItem : StripeObject
{
    /// <inheritdoc/>
    public override string Object => "invoiceitem";

    /// <summary>The future line.</summary>
    public required InvoiceLine Line { get; init; }

    /// <summary>The subscription's id.</summary>
    public required string Subscription { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<(string Field, string? Value)> Keys => [("subscription", Subscription)];
}
