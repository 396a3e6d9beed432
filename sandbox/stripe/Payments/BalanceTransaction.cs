using System.Text.Json.Serialization;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Payments;

/// <summary>An entry of the seller's balance (https://docs.stripe.com/api/balance_transactions/object).</summary>
internal sealed record BalanceTransaction : StripeObject
{
    /// <inheritdoc/>
    public override string Object => "balance_transaction";

    /// <summary>Minor units: positive for incoming money, negative for outgoing money.</summary>
    public required long Amount { get; init; }

    /// <summary>Unix seconds.</summary>
    public long AvailableOn => Created;

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>Three lower-case letters.</summary>
    public required string Currency { get; init; }

    /// <summary>One currency, no rate.</summary>
    public decimal? ExchangeRate => null;

    /// <summary>The sandbox takes none.</summary>
    public long Fee => 0;

    /// <inheritdoc cref="Fee"/>
    public IReadOnlyList<string> FeeDetails => [];

    /// <summary>The amount without the fee.</summary>
    public long Net => Amount;

    /// <summary>How reports group it.</summary>
    public string ReportingCategory => Type == "adjustment" ? "dispute" : Type;

    /// <summary>The charge, refund or dispute.</summary>
    public required string Source { get; init; }

    /// <summary>Money is available at once.</summary>
    public string Status => "available";

    /// <summary><c>charge</c>, <c>refund</c>, <c>refund_failure</c> or <c>adjustment</c>.</summary>
    public required string Type { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<(string Field, string? Value)> Keys => [("source", Source), ("type", Type)];

    /// <summary>Stores a new entry.</summary>
    public static BalanceTransaction Book(
        Transaction state,
        string type,
        long amount,
        string currency,
        string source,
        string? description = null
    ) =>
        state.Put(
            new BalanceTransaction
            {
                Id = Ids.New("txn"),
                Created = state.Timestamp,
                Amount = amount,
                Currency = currency,
                Source = source,
                Type = type,
                Description = description,
            }
        );
}
