using System.Text.Json.Serialization;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Refunds;

/// <summary>Money given back (https://docs.stripe.com/api/refunds/object).</summary>
internal sealed record Refund : StripeObject
{
    /// <inheritdoc/>
    public override string Object => "refund";

    /// <summary>Minor units.</summary>
    public required long Amount { get; init; }

    /// <summary>Its entry in the balance.</summary>
    public required string BalanceTransaction { get; init; }

    /// <summary>The charge.</summary>
    public required string Charge { get; init; }

    /// <summary>Three lower-case letters.</summary>
    public required string Currency { get; init; }

    /// <summary>The seller's own.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>The payment.</summary>
    public required string PaymentIntent { get; init; }

    /// <summary><c>duplicate</c>, <c>fraudulent</c>, <c>requested_by_customer</c> or null.</summary>
    public string? Reason { get; init; }

    /// <summary>None here.</summary>
    public string? ReceiptNumber => null;

    /// <summary>None here.</summary>
    public string? SourceTransferReversal => null;

    /// <summary>Refunds succeed at once.</summary>
    public string Status => "succeeded";

    /// <summary>None here.</summary>
    public string? TransferReversal => null;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<(string Field, string? Value)> Keys => [("charge", Charge), ("payment_intent", PaymentIntent)];
}
