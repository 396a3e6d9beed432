using System.Globalization;
using Community.ServiceDefaults.OpenApi;

namespace Community.Payments.Ledger;

/// <summary>That everything balances, or what does not.</summary>
/// <param name="At">When it was added up.</param>
/// <param name="IsBalanced">Whether all of it agrees.</param>
/// <param name="Accounts">Every account's balance, added up from its entries.</param>
/// <param name="UnbalancedTransactions">Transactions that do not sum to zero: 0, or the database let something through.</param>
/// <param name="WrongWallets">Wallets whose balance is not the sum of their entries.</param>
/// <param name="Differences">Where the ledger and the orders disagree.</param>
/// <param name="Waiting">What is paid and not yet handed over, or on its way back.</param>
/// <param name="Provider">The provider's balance beside ours; null where it was not asked.</param>
internal sealed record ProofView(
    DateTimeOffset At,
    bool IsBalanced,
    IReadOnlyList<AccountView> Accounts,
    long UnbalancedTransactions,
    long WrongWallets,
    IReadOnlyList<DifferenceView> Differences,
    WaitingView Waiting,
    IReadOnlyList<ProviderView>? Provider) : IHasExample<ProofView>
{
    public static ProofView Example => new(
        DateTimeOffset.Parse("2026-11-21T09:00:00Z", CultureInfo.InvariantCulture), true,
        [new("customers", "USD", -2500), new("revenue", "USD", 2500)], 0, 0, [], new(0, null, 0, null, 0, null, 0, 0), [new("USD", 2500, 2500)]);
}

/// <summary>An account's balance, in the currency's smallest unit.</summary>
internal sealed record AccountView(string Account, string Currency, long Balance);

/// <summary>An account on which the ledger and the orders disagree.</summary>
internal sealed record DifferenceView(string Account, string Currency, long Ledger, long Orders);

/// <summary>What is not at its end yet.</summary>
/// <param name="UnfulfilledOrders">Paid, and not handed over.</param>
/// <param name="OldestUnfulfilled">When the oldest of them was paid.</param>
/// <param name="PendingRefunds">On their way back.</param>
/// <param name="OldestPendingRefund">When the oldest of them was asked for.</param>
/// <param name="FailedRefunds">Owed to buyers whose banks sent them back.</param>
/// <param name="OldestFailedRefund">When the oldest of them was asked for.</param>
/// <param name="OpenDisputes">Disputes and inquiries that are not decided.</param>
/// <param name="UnmatchedDisputes">Disputes of charges that belong to no payment of ours.</param>
internal sealed record WaitingView(
    long UnfulfilledOrders, DateTimeOffset? OldestUnfulfilled, long PendingRefunds, DateTimeOffset? OldestPendingRefund, long FailedRefunds,
    DateTimeOffset? OldestFailedRefund, long OpenDisputes, long UnmatchedDisputes);

/// <summary>What customers paid and have not got back: ours and the provider's.</summary>
internal sealed record ProviderView(string Currency, long Ours, long Theirs)
{
    /// <summary>Whether both say the same.</summary>
    public bool Agrees => Ours == Theirs;
}
