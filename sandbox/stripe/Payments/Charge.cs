using System.Text.Json.Serialization;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Payments;

/// <summary>One attempt of a payment (https://docs.stripe.com/api/charges/object).</summary>
internal sealed record Charge : StripeObject
{
    /// <inheritdoc/>
    public override string Object => "charge";

    /// <summary>Minor units.</summary>
    public required long Amount { get; init; }

    /// <summary>The captured amount, minor units.</summary>
    public long AmountCaptured => Status == "succeeded" ? Amount : 0;

    /// <summary>The refunded amount, minor units.</summary>
    public long AmountRefunded { get; init; }

    /// <summary>Its entry in the balance, once it has succeeded.</summary>
    public string? BalanceTransaction { get; init; }

    /// <summary>The payer.</summary>
    public required BillingDetails BillingDetails { get; init; }

    /// <summary>Whether it was captured.</summary>
    public bool Captured => Status == "succeeded";

    /// <summary>Three lower-case letters.</summary>
    public required string Currency { get; init; }

    /// <summary>The customer's id.</summary>
    public string? Customer { get; init; }

    /// <summary>The seller's note.</summary>
    public string? Description { get; init; }

    /// <summary>Whether the payer's bank disputed it.</summary>
    public bool Disputed { get; init; }

    /// <summary>Why it failed.</summary>
    public string? FailureCode { get; init; }

    /// <summary>Why it failed, for people.</summary>
    public string? FailureMessage { get; init; }

    /// <summary>The invoice that it pays (in versions before 2025-03-31).</summary>
    public string? Invoice { get; init; }

    /// <summary>Always false.</summary>
    public bool Livemode => false;

    /// <summary>The payment intent's metadata at the time of the charge.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>The answer of the network.</summary>
    public required ChargeOutcome Outcome { get; init; }

    /// <summary>Whether it succeeded.</summary>
    public bool Paid => Status == "succeeded";

    /// <summary>The payment that it belongs to; null for a charge without one, as before 2019.</summary>
    public required string? PaymentIntent { get; init; }

    /// <summary>The payment method's id.</summary>
    public required string PaymentMethod { get; init; }

    /// <summary>The payment method's details.</summary>
    public required PaymentMethodDetails PaymentMethodDetails { get; init; }

    /// <summary>None here.</summary>
    public string? ReceiptEmail => null;

    /// <summary>None here.</summary>
    public string? ReceiptUrl => null;

    /// <summary>Whether it was refunded in full.</summary>
    public bool Refunded => Amount == AmountRefunded;

    /// <summary><c>succeeded</c>, <c>pending</c> or <c>failed</c>.</summary>
    public required string Status { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<(string Field, string? Value)> Keys => [("payment_intent", PaymentIntent), ("customer", Customer)];
}

/// <summary>The answer of the network to a charge.</summary>
internal sealed record ChargeOutcome(string NetworkStatus, string? Reason, string SellerMessage, string Type)
{
    /// <summary>No risk in tests.</summary>
    public string RiskLevel => "normal";

    /// <summary>Paid.</summary>
    public static readonly ChargeOutcome Authorized = new("approved_by_network", null, "Payment complete.", "authorized");

    /// <summary>The payer has authorized it, and the money is on its way.</summary>
    public static readonly ChargeOutcome Pending = new("approved_by_network", null, "Payment pending.", "authorized");

    /// <summary>Declined.</summary>
    public static ChargeOutcome Declined(Decline decline) =>
        new(
            "declined_by_network",
            decline.DeclineCode,
            "The bank did not return any further details with this decline.",
            "issuer_declined"
        );
}

/// <summary>The payment method's details, in the property named like <see cref="Type"/>.</summary>
internal sealed record PaymentMethodDetails(
    string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CardDetails? Card,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WalletDetails? Alipay = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WalletDetails? WechatPay = null
);

/// <summary>A payment by a wallet.</summary>
internal sealed record WalletDetails(string? TransactionId);
