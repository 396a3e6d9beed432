using System.Diagnostics.Metrics;

namespace Community.Payments.Ledger;

/// <summary>Metrics of the ledger: the figures of this instance's last proof. Before the first one there are none.</summary>
internal static class LedgerMetrics
{
    private static readonly Meter Meter = new("Community.Payments.Ledger");
    private static State? _last;

    static LedgerMetrics()
    {
        Meter.CreateObservableGauge(
            "community.ledger.imbalance",
            () => Of(last => Disagreements(last.Proof)),
            "{disagreement}",
            "Transactions, wallets and accounts on which the ledger does not agree; must be 0"
        );
        Meter.CreateObservableGauge(
            "community.ledger.proof_age",
            () => Of(last => (long)(last.Clock.GetUtcNow() - last.Proof.At).TotalSeconds),
            "s",
            "The time since this instance last added up the ledger; the figures of its other metrics are as old"
        );
        Meter.CreateObservableGauge(
            "community.orders.unfulfilled",
            () => Of(last => last.Proof.Waiting.UnfulfilledOrders),
            "{order}",
            "Orders that are paid and not handed over"
        );
        Meter.CreateObservableGauge(
            "community.refunds.failed",
            () => Of(last => last.Proof.Waiting.FailedRefunds),
            "{refund}",
            "Refunds that banks sent back, and that are owed to the buyers"
        );
    }

    /// <summary>A proof was made.</summary>
    public static void Proved(ProofView proof, TimeProvider clock) => Volatile.Write(ref _last, new State(proof, clock));

    private static IEnumerable<Measurement<long>> Of(Func<State, long> figure) =>
        Volatile.Read(ref _last) is { } last ? [new Measurement<long>(figure(last))] : [];

    // A proof may fail by its sums alone.
    private static long Disagreements(ProofView proof)
    {
        var named = proof.UnbalancedTransactions + proof.WrongWallets + proof.Differences.Count;
        return named == 0 && !proof.IsBalanced ? 1 : named;
    }

    private sealed record State(ProofView Proof, TimeProvider Clock);
}
