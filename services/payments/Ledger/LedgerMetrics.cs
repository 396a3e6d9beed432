using System.Diagnostics.Metrics;

namespace Community.Payments.Ledger;

/// <summary>Metrics of the ledger: the figures of this instance's last proof. Before the first one there are none.</summary>
internal static class LedgerMetrics
{
    private static readonly Meter Meter = new("Community.Payments.Ledger");
    private static ProofView? _last;

    static LedgerMetrics()
    {
        Meter.CreateObservableGauge(
            "community.ledger.imbalance",
            () => Of(Disagreements),
            "{disagreement}",
            "Transactions, wallets and accounts on which the ledger does not agree; must be 0"
        );
        Meter.CreateObservableGauge(
            "community.orders.unfulfilled",
            () => Of(proof => proof.Waiting.UnfulfilledOrders),
            "{order}",
            "Orders that are paid and not handed over"
        );
        Meter.CreateObservableGauge(
            "community.refunds.failed",
            () => Of(proof => proof.Waiting.FailedRefunds),
            "{refund}",
            "Refunds that banks sent back, and that are owed to the buyers"
        );
    }

    /// <summary>A proof was made.</summary>
    public static void Proved(ProofView proof) => Volatile.Write(ref _last, proof);

    private static IEnumerable<Measurement<long>> Of(Func<ProofView, long> figure) =>
        Volatile.Read(ref _last) is { } proof ? [new Measurement<long>(figure(proof))] : [];

    // A proof may fail by its sums alone.
    private static long Disagreements(ProofView proof)
    {
        var named = proof.UnbalancedTransactions + proof.WrongWallets + proof.Differences.Count;
        return named == 0 && !proof.IsBalanced ? 1 : named;
    }
}
