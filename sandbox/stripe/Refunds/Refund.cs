using System.Text.Json.Serialization;
using Community.StripeSandbox.Payments;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Refunds;

/// <summary>A refund (https://docs.stripe.com/api/refunds/object).</summary>
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

    /// <summary>The seller's own metadata.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Its entry in the balance if it failed; null: it has not failed.</summary>
    public string? FailureBalanceTransaction { get; init; }

    /// <summary>Why it failed; null: it has not failed.</summary>
    public string? FailureReason { get; init; }

    /// <summary>The payment.</summary>
    public required string? PaymentIntent { get; init; }

    /// <summary><c>duplicate</c>, <c>fraudulent</c>, <c>requested_by_customer</c> or null.</summary>
    public string? Reason { get; init; }

    /// <summary>None here.</summary>
    public string? ReceiptNumber => null;

    /// <summary>None here.</summary>
    public string? SourceTransferReversal => null;

    /// <summary><c>pending</c>, <c>succeeded</c> or <c>failed</c>.</summary>
    public string Status { get; init; } = "succeeded";

    /// <summary>None here.</summary>
    public string? TransferReversal => null;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<(string Field, string? Value)> Keys => [("charge", Charge), ("payment_intent", PaymentIntent)];

    /// <summary>
    /// Ends a refund: a pending one succeeds or fails, and one that succeeded may fail later, when the payer's bank sends it back.
    /// </summary>
    /// <returns>Null: it has failed before, or it should succeed but is not pending.</returns>
    public static Refund? End(Transaction state, Refund refund, bool succeeds)
    {
        if (refund.Status == "failed" || (succeeds && refund.Status != "pending"))
        {
            return null;
        }

        var ended = succeeds
            ? refund with
            {
                Status = "succeeded",
            }
            : refund with
            {
                Status = "failed",
                FailureReason = "lost_or_stolen_card",
                FailureBalanceTransaction = Payments
                    .BalanceTransaction.Book(state, "refund_failure", refund.Amount, refund.Currency, refund.Id, "REFUND FAILURE")
                    .Id,
            };
        state.Put(ended);
        var charge = state.Known<Charge>(refund.Charge);
        if (!succeeds)
        {
            state.Put(charge with { AmountRefunded = charge.AmountRefunded - refund.Amount });
            state.Emit("refund.failed", ended, refund);
        }

        state.Emit("refund.updated", ended, refund);
        state.Emit("charge.refund.updated", ended, refund);
        return ended;
    }
}
