using System.Globalization;
using Community.Platform.Http.OpenApi;

namespace Community.Payments.Ledger;

/// <summary>The proof that everything balances, or the disagreements.</summary>
/// <param name="At">When the sums were made.</param>
/// <param name="IsBalanced">Whether everything agrees.</param>
/// <param name="Accounts">Every account's balance, added up from its entries.</param>
/// <param name="UnbalancedTransactions">Transactions that do not sum to zero. It is 0, unless the database's check failed.</param>
/// <param name="WrongWallets">Wallets whose balance is not the sum of their entries.</param>
/// <param name="Differences">Accounts on which the ledger and the orders disagree.</param>
/// <param name="Waiting">Money that is paid and not yet handed over, or on its way back.</param>
/// <param name="Provider">The provider's balance beside ours; null: it was not asked.</param>
internal sealed record ProofView(
    DateTimeOffset At,
    bool IsBalanced,
    IReadOnlyList<AccountView> Accounts,
    long UnbalancedTransactions,
    long WrongWallets,
    IReadOnlyList<DifferenceView> Differences,
    WaitingView Waiting,
    IReadOnlyList<ProviderView>? Provider
) : IHasExample<ProofView>
{
    public static ProofView Example =>
        new(
            DateTimeOffset.Parse("2026-11-21T09:00:00Z", CultureInfo.InvariantCulture),
            true,
            [new("customers", "USD", -2500), new("revenue", "USD", 2500)],
            0,
            0,
            [],
            new(0, null, 0, null, 0, null, 0, 0),
            [new("USD", 2500, 2500)]
        );
}

/// <summary>An account's balance, in the currency's smallest unit.</summary>
internal sealed record AccountView(string Account, string Currency, long Balance);

/// <summary>An account on which the ledger and the orders disagree.</summary>
internal sealed record DifferenceView(string Account, string Currency, long Ledger, long Orders);

/// <summary>Orders, refunds and disputes that are not finished.</summary>
/// <param name="UnfulfilledOrders">Orders that are paid and not handed over.</param>
/// <param name="OldestUnfulfilled">When the oldest of them was paid.</param>
/// <param name="PendingRefunds">Refunds on their way back.</param>
/// <param name="OldestPendingRefund">When the oldest of them was requested.</param>
/// <param name="FailedRefunds">Refunds that banks sent back, and that are owed to the buyers.</param>
/// <param name="OldestFailedRefund">When the oldest of them was requested.</param>
/// <param name="OpenDisputes">Disputes and inquiries that are not decided.</param>
/// <param name="UnmatchedDisputes">Disputes of charges that belong to no payment of ours.</param>
internal sealed record WaitingView(
    long UnfulfilledOrders,
    DateTimeOffset? OldestUnfulfilled,
    long PendingRefunds,
    DateTimeOffset? OldestPendingRefund,
    long FailedRefunds,
    DateTimeOffset? OldestFailedRefund,
    long OpenDisputes,
    long UnmatchedDisputes
);

/// <summary>The money that customers paid and have not got back: by our ledger, and by the provider.</summary>
internal sealed record ProviderView(string Currency, long Ours, long Theirs)
{
    /// <summary>Whether both are the same.</summary>
    public bool Agrees => Ours == Theirs;
}
