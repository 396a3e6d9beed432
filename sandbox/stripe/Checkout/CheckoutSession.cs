using System.Text.Json.Serialization;
using Community.StripeSandbox.Catalog;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Checkout;

/// <summary>A buyer's visit to the hosted page (https://docs.stripe.com/api/checkout/sessions/object).</summary>
internal sealed record CheckoutSession : StripeObject
{
    /// <summary>Stripe's name of the type.</summary>
    public const string Name = "checkout.session";

    /// <inheritdoc/>
    public override string Object => Name;

    /// <summary>The lines' sum, minor units.</summary>
    public required long AmountSubtotal { get; init; }

    /// <summary>The amount to pay now, minor units.</summary>
    public required long AmountTotal { get; init; }

    /// <summary>No taxes here.</summary>
    public AutomaticTax AutomaticTax => AutomaticTax.None;

    /// <summary>The address after a cancellation.</summary>
    public string? CancelUrl { get; init; }

    /// <summary>The seller's own id for it.</summary>
    public string? ClientReferenceId { get; init; }

    /// <summary>Three lower-case letters.</summary>
    public required string Currency { get; init; }

    /// <summary>None here.</summary>
    public IReadOnlyList<string> CustomFields => [];

    /// <summary>The customer's id.</summary>
    public string? Customer { get; init; }

    /// <summary><c>if_required</c>, <c>always</c>, or null when there is a customer or a subscription makes one.</summary>
    public string? CustomerCreation { get; init; }

    /// <summary>The buyer, once it is complete.</summary>
    public CustomerDetails? CustomerDetails { get; init; }

    /// <summary>The address that the page proposes.</summary>
    public string? CustomerEmail { get; init; }

    /// <summary>Unix seconds; after it the session cannot be paid.</summary>
    public required long ExpiresAt { get; init; }

    /// <summary>The subscription's first invoice.</summary>
    public string? Invoice { get; init; }

    /// <summary>Always false.</summary>
    public bool Livemode => false;

    /// <summary>The page's language.</summary>
    public string? Locale => null;

    /// <summary>The seller's own metadata.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary><c>payment</c> or <c>subscription</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>The payment, once the buyer has tried one.</summary>
    public string? PaymentIntent { get; init; }

    /// <summary>Details are always asked for.</summary>
    public string PaymentMethodCollection => Mode == "subscription" ? "always" : "if_required";

    /// <summary>Options of each payment method.</summary>
    public required IReadOnlyDictionary<string, object> PaymentMethodOptions { get; init; }

    /// <summary>The allowed payment methods.</summary>
    public required IReadOnlyList<string> PaymentMethodTypes { get; init; }

    /// <summary><c>unpaid</c> or <c>paid</c>.</summary>
    public string PaymentStatus { get; init; } = "unpaid";

    /// <summary>Not used.</summary>
    public string? RecoveredFrom => null;

    /// <summary>Not used.</summary>
    public string? SetupIntent => null;

    /// <summary>Not collected.</summary>
    public IReadOnlyList<string> ShippingOptions => [];

    /// <summary><c>open</c>, <c>complete</c> or <c>expired</c>.</summary>
    public string Status { get; init; } = "open";

    /// <summary>The subscription, once it is complete.</summary>
    public string? Subscription { get; init; }

    /// <summary>The address after a payment.</summary>
    public required string SuccessUrl { get; init; }

    /// <summary>No discounts, shipping or taxes here.</summary>
    public TotalDetails TotalDetails => TotalDetails.None;

    /// <summary>A page of its own.</summary>
    public string UiMode => "hosted_page";

    /// <summary>The page, while it is open.</summary>
    public string? Url { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<(string Field, string? Value)> Keys =>
        [("payment_intent", PaymentIntent), ("customer", Customer), ("subscription", Subscription)];
}

/// <summary>No taxes here.</summary>
internal sealed record AutomaticTax(bool Enabled, string? Status)
{
    /// <summary>Off.</summary>
    public static readonly AutomaticTax None = new(Enabled: false, null);
}

/// <summary>Parts of a total, minor units.</summary>
internal sealed record TotalDetails(long AmountDiscount, long AmountShipping, long AmountTax)
{
    /// <summary>None.</summary>
    public static readonly TotalDetails None = new(0, 0, 0);
}

/// <summary>The buyer, as typed on the page.</summary>
internal sealed record CustomerDetails(string? Email, string? Name)
{
    /// <summary>Not collected.</summary>
    public string? Address => null;

    /// <summary>Not collected.</summary>
    public string? Phone => null;

    /// <summary>No taxes here.</summary>
    public string TaxExempt => "none";
}

/// <summary>A line of a session (https://docs.stripe.com/api/checkout/sessions/line_items).</summary>
internal sealed record LineItem(string Id, string Description, Price Price, long Quantity)
{
    /// <summary>Its type.</summary>
    public string Object => "item";

    /// <summary>None here.</summary>
    public long AmountDiscount => 0;

    /// <summary>Minor units.</summary>
    public long AmountSubtotal => Price.UnitAmount * Quantity;

    /// <summary>None here.</summary>
    public long AmountTax => 0;

    /// <summary>Minor units.</summary>
    public long AmountTotal => AmountSubtotal;

    /// <summary>Three lower-case letters.</summary>
    public string Currency => Price.Currency;
}

/// <summary>A line, and the text that the page shows for it besides its name.</summary>
internal sealed record PlannedLine(LineItem Item, string? Details);

/// <summary>The objects that a session creates when it is paid; not part of its JSON.</summary>
internal sealed record SessionPlan : SandboxRecord
{
    /// <summary>Its name in the file.</summary>
    public const string Name = "sandbox.session_plan";

    /// <inheritdoc/>
    public override string Object => Name;

    /// <summary>The bought lines.</summary>
    public required IReadOnlyList<PlannedLine> Lines { get; init; }

    /// <summary>The bought lines, in the form of the API.</summary>
    [JsonIgnore]
    public IReadOnlyList<LineItem> LineItems => [.. Lines.Select(static line => line.Item)];

    /// <summary>The metadata of the payment or subscription to be created.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>The description of the payment or subscription to be created.</summary>
    public string? Description { get; init; }

    /// <summary>The payment that was tried for a subscription; a session of mode payment has its own.</summary>
    public string? PaymentIntent { get; init; }

    /// <summary>The option of the payment to be created.</summary>
    public string? SetupFutureUsage { get; init; }

    /// <summary>The id of a session's plan.</summary>
    public static string IdOf(string session) => "plan_" + session;
}
