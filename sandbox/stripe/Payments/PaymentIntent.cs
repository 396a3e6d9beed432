using System.Text.Json.Serialization;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Payments;

/// <summary>One payment and its attempts (https://docs.stripe.com/api/payment_intents/object).</summary>
internal sealed record PaymentIntent : StripeObject
{
    /// <inheritdoc/>
    public override string Object => "payment_intent";

    /// <summary>Minor units.</summary>
    public required long Amount { get; init; }

    /// <summary>Always 0: authorized amounts are captured at once.</summary>
    public long AmountCapturable => 0;

    /// <summary>The received amount, minor units.</summary>
    public long AmountReceived { get; init; }

    /// <summary>Unix seconds.</summary>
    public long? CanceledAt { get; init; }

    /// <summary>Why it was canceled.</summary>
    public string? CancellationReason { get; init; }

    /// <summary>Captured at once.</summary>
    public string CaptureMethod => "automatic";

    /// <summary>The secret that a browser would present; no endpoint here accepts it.</summary>
    public string ClientSecret => $"{Id}_secret_sandbox";

    /// <summary>The only kind here.</summary>
    public string ConfirmationMethod => "automatic";

    /// <summary>Three lower-case letters.</summary>
    public required string Currency { get; init; }

    /// <summary>The customer's id.</summary>
    public string? Customer { get; init; }

    /// <summary>The seller's note.</summary>
    public string? Description { get; init; }

    /// <summary>The invoice that it pays (in versions before 2025-03-31; now in the invoice's payments).</summary>
    public string? Invoice { get; init; }

    /// <summary>Why the last attempt failed.</summary>
    public PaymentError? LastPaymentError { get; init; }

    /// <summary>The charge of the last attempt.</summary>
    public string? LatestCharge { get; init; }

    /// <summary>Always false.</summary>
    public bool Livemode => false;

    /// <summary>The seller's own metadata.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>None here.</summary>
    public string? NextAction => null;

    /// <summary>The payment method's id.</summary>
    public string? PaymentMethod { get; init; }

    /// <summary>The allowed payment methods.</summary>
    public required IReadOnlyList<string> PaymentMethodTypes { get; init; }

    /// <summary>None here.</summary>
    public string? ReceiptEmail => null;

    /// <summary><c>off_session</c> when the payment method is kept for renewals.</summary>
    public string? SetupFutureUsage { get; init; }

    /// <summary><c>requires_payment_method</c>, <c>processing</c>, <c>succeeded</c> or <c>canceled</c>.</summary>
    public required string Status { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<(string Field, string? Value)> Keys => [("customer", Customer)];
}

/// <summary>Why an attempt failed.</summary>
internal sealed record PaymentError(string Code, string? DeclineCode, string Message, string? Charge, string Type = "card_error");
