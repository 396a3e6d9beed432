using System.Text.Json.Serialization;
using Community.StripeSandbox.Payments;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Refunds;

/// <summary>A payment that the payer's bank took back (https://docs.stripe.com/api/disputes/object).</summary>
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

    /// <summary>What is disputed is not refunded.</summary>
    public bool IsChargeRefundable => false;

    /// <summary>Always false.</summary>
    public bool Livemode => false;

    /// <summary>None here.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Wire.Metadata.None;

    /// <summary>The payment.</summary>
    public required string PaymentIntent { get; init; }

    /// <summary>What the payer says.</summary>
    public string Reason => "fraudulent";

    /// <summary>The seller could answer; the sandbox takes no evidence.</summary>
    public string Status => "needs_response";

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<(string Field, string? Value)> Keys => [("charge", Charge), ("payment_intent", PaymentIntent)];

    /// <summary>Takes back what is left of a charge; null if it is disputed already, was not taken, or nothing is left.</summary>
    public static Dispute? Open(Transaction state, Charge charge)
    {
        var left = charge.Amount - charge.AmountRefunded;
        if (charge.Disputed || !charge.Paid || left == 0)
        {
            return null;
        }

        var id = Ids.New("dp");
        var entry = BalanceTransaction.Book(state, "adjustment", -left, charge.Currency, id, $"Chargeback withdrawal for {charge.Id}");
        state.Put(charge with { Disputed = true });
        var dispute = state.Put(new Dispute
        {
            Id = id,
            Created = state.Timestamp,
            Amount = left,
            BalanceTransactions = [entry],
            Charge = charge.Id,
            Currency = charge.Currency,
            PaymentIntent = charge.PaymentIntent,
        });
        state.Emit("charge.dispute.created", dispute);
        state.Emit("charge.dispute.funds_withdrawn", dispute);
        return dispute;
    }
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

    /// <summary>When, Unix milliseconds.</summary>
    public required long DueAt { get; init; }

    /// <summary>The id of a charge's.</summary>
    public static string IdOf(string charge) => "due_" + charge;
}
