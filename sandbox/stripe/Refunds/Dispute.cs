using System.Text.Json.Serialization;
using Community.StripeSandbox.Payments;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Refunds;

/// <summary>A payment that the payer's bank disputes (https://docs.stripe.com/api/disputes/object).</summary>
internal sealed record Dispute : StripeObject
{
    /// <inheritdoc/>
    public override string Object => "dispute";

    /// <summary>Minor units.</summary>
    public required long Amount { get; init; }

    /// <summary>Its entries in the balance.</summary>
    public required IReadOnlyList<BalanceTransaction> BalanceTransactions { get; init; }

    /// <summary>The charge.</summary>
    public required string Charge { get; init; }

    /// <summary>Three lower-case letters.</summary>
    public required string Currency { get; init; }

    /// <summary>An inquiry may end with a refund; a disputed charge is not refunded.</summary>
    public bool IsChargeRefundable => IsInquiry;

    /// <summary>Always false.</summary>
    public bool Livemode => false;

    /// <summary>None here.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Wire.Metadata.None;

    /// <summary>The payment; null for a charge that was made without one.</summary>
    public required string? PaymentIntent { get; init; }

    /// <summary>The payer's reason.</summary>
    public string Reason => "fraudulent";

    /// <summary>
    /// <c>warning_needs_response</c>, <c>warning_closed</c>, <c>needs_response</c>, <c>under_review</c>, <c>won</c> or <c>lost</c>. At
    /// Stripe the seller can answer; the sandbox accepts no evidence.
    /// </summary>
    public required string Status { get; init; }

    /// <summary>Whether it is only an inquiry of the bank, which moves no money.</summary>
    [JsonIgnore]
    public bool IsInquiry => Status.StartsWith("warning_", StringComparison.Ordinal);

    /// <summary>Whether it is over.</summary>
    [JsonIgnore]
    public bool IsClosed => Status is "won" or "lost" or "warning_closed";

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<(string Field, string? Value)> Keys => [("charge", Charge), ("payment_intent", PaymentIntent)];

    /// <summary>
    /// Disputes the rest of a charge, or a part of it; null if it is disputed already, was not captured, or the rest is smaller.
    /// </summary>
    /// <param name="state">The change.</param>
    /// <param name="charge">The disputed charge.</param>
    /// <param name="amount">Minor units; null: the whole rest.</param>
    /// <param name="isInquiry">Whether it is only an inquiry of the bank, which moves no money.</param>
    public static Dispute? Open(Transaction state, Charge charge, long? amount = null, bool isInquiry = false)
    {
        var left = charge.Amount - charge.AmountRefunded;
        if (charge.Disputed || !charge.Paid || left == 0 || amount > left || amount < 1)
        {
            return null;
        }

        var dispute = new Dispute
        {
            Id = Ids.New("dp"),
            Created = state.Timestamp,
            Amount = amount ?? left,
            BalanceTransactions = [],
            Charge = charge.Id,
            Currency = charge.Currency,
            PaymentIntent = charge.PaymentIntent,
            Status = "warning_needs_response",
        };
        state.Put(charge with { Disputed = !isInquiry });
        dispute = state.Put(isInquiry ? dispute : dispute.Withdrawn(state));
        state.Emit("charge.dispute.created", dispute);
        if (!isInquiry)
        {
            state.Emit("charge.dispute.funds_withdrawn", dispute);
        }

        return dispute;
    }

    /// <summary>
    /// Changes a dispute by one of <c>escalate</c> (of an inquiry), <c>under_review</c>, <c>won</c>, <c>lost</c> or <c>warning_closed</c>.
    /// </summary>
    /// <returns>Null: its present status does not allow that.</returns>
    public static Dispute? Change(Transaction state, Dispute dispute, string status)
    {
        if (dispute.IsClosed || dispute.IsInquiry != (status is "escalate" or "warning_closed"))
        {
            return null;
        }

        var changed = state.Put(
            status switch
            {
                "escalate" => dispute.Withdrawn(state),
                "won" => dispute.Reinstated(state),
                _ => dispute with { Status = status },
            }
        );
        if (status == "escalate")
        {
            state.Put(state.Known<Charge>(dispute.Charge) with { Disputed = true });
            state.Emit("charge.dispute.funds_withdrawn", changed, dispute);
        }
        else if (status == "won")
        {
            state.Emit("charge.dispute.funds_reinstated", changed, dispute);
        }

        state.Emit(changed.IsClosed ? "charge.dispute.closed" : "charge.dispute.updated", changed, dispute);
        return changed;
    }

    private Dispute Withdrawn(Transaction state) =>
        this with
        {
            Status = "needs_response",
            BalanceTransactions =
            [
                .. BalanceTransactions,
                BalanceTransaction.Book(state, "adjustment", -Amount, Currency, Id, $"Chargeback withdrawal for {Charge}"),
            ],
        };

    private Dispute Reinstated(Transaction state) =>
        this with
        {
            Status = "won",
            BalanceTransactions =
            [
                .. BalanceTransactions,
                BalanceTransaction.Book(state, "adjustment", Amount, Currency, Id, $"Chargeback reversal for {Charge}"),
            ],
        };
}

/// <summary>A charge that will be disputed.</summary>
internal sealed record DueDispute : SandboxRecord
{
    /// <summary>Its name in the file.</summary>
    public const string Name = "sandbox.due_dispute";

    /// <inheritdoc/>
    public override string Object => Name;

    /// <summary>The charge.</summary>
    public required string Charge { get; init; }

    /// <summary>When it is disputed, Unix milliseconds.</summary>
    public required long DueAt { get; init; }

    /// <summary>The id of a charge's record.</summary>
    public static string IdOf(string charge) => "due_" + charge;
}
