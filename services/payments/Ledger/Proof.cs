using Community.Payments.Data;
using Community.Payments.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Ledger;

/// <summary>Adds up all entries again, and checks that everything agrees.</summary>
internal sealed class Proof(PaymentsDb db, IStripe stripe, TimeProvider clock)
{
    /// <summary>Reads one snapshot of the database, so that all figures are of the same moment.</summary>
    public async Task<ProofView> MakeAsync(bool withProvider, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        var accounts = await db
            .Database.SqlQuery<AccountBalance>(
                $"""
                SELECT account, currency, sum(amount)::bigint AS balance FROM ledger_entries GROUP BY account, currency ORDER BY currency, account
                """
            )
            .ToListAsync(cancellationToken);
        var unbalanced = await db
            .Database.SqlQuery<long>(
                $"""
                SELECT count(*) AS "Value" FROM (SELECT FROM ledger_entries GROUP BY transaction_id, currency HAVING sum(amount) <> 0) AS t
                """
            )
            .SingleAsync(cancellationToken);
        var wallets = await db
            .Database.SqlQuery<long>(
                $"""
                SELECT count(*) AS "Value" FROM wallets w
                LEFT JOIN (SELECT wallet_id, sum(amount) AS amount FROM ledger_entries WHERE wallet_id IS NOT NULL GROUP BY wallet_id) AS e ON e.wallet_id = w.id
                WHERE w.balance <> coalesce(e.amount, 0)
                """
            )
            .SingleAsync(cancellationToken);
        var owed = await db
            .Database.SqlQuery<AccountBalance>(
                $"""
                SELECT 'unfulfilled' AS account, p.currency, sum(p.amount - p.refunded_amount - p.refunding_amount)::bigint AS balance
                FROM payments p JOIN orders o ON o.id = p.order_id
                WHERE p.status = 'succeeded' AND NOT p.is_surplus AND o.fulfilled_at IS NULL GROUP BY p.currency
                UNION ALL
                SELECT 'revenue', p.currency, sum(p.amount - p.refunded_amount - p.refunding_amount)::bigint
                FROM payments p JOIN orders o ON o.id = p.order_id
                WHERE p.status = 'succeeded' AND NOT p.is_surplus AND o.fulfilled_at IS NOT NULL GROUP BY p.currency
                UNION ALL
                SELECT 'surplus', currency, sum(amount - refunded_amount - refunding_amount)::bigint FROM payments WHERE is_surplus GROUP BY currency
                UNION ALL
                SELECT 'refunding', currency, sum(refunding_amount)::bigint FROM payments GROUP BY currency
                UNION ALL
                SELECT 'disputed', currency, -sum(disputing_amount)::bigint FROM payments GROUP BY currency
                """
            )
            .ToListAsync(cancellationToken);
        var waiting = await db
            .Database.SqlQuery<WaitingView>(
                $"""
                SELECT (SELECT count(*) FROM orders WHERE status = 'paid') AS unfulfilled_orders,
                    (SELECT min(paid_at) FROM orders WHERE status = 'paid') AS oldest_unfulfilled,
                    (SELECT count(*) FROM refunds WHERE status = 'pending') AS pending_refunds,
                    (SELECT min(created_at) FROM refunds WHERE status = 'pending') AS oldest_pending_refund,
                    (SELECT count(*) FROM refunds WHERE status = 'failed') AS failed_refunds,
                    (SELECT min(created_at) FROM refunds WHERE status = 'failed') AS oldest_failed_refund,
                    (SELECT count(*) FROM disputes WHERE closed_at IS NULL) AS open_disputes,
                    (SELECT count(*) FROM disputes WHERE payment_id IS NULL) AS unmatched_disputes
                """
            )
            .SingleAsync(cancellationToken);
        await transaction.RollbackAsync(cancellationToken);
        var differences = Differences(accounts, owed).ToList();
        var provider = withProvider ? await CompareAsync(accounts, cancellationToken) : null;
        var proof = new ProofView(
            clock.GetUtcNow(),
            unbalanced == 0
                && wallets == 0
                && differences.Count == 0
                && SumsToZero(accounts)
                && provider?.All(line => line.Agrees) != false,
            [.. accounts.Select(a => new AccountView(a.Account, a.Currency, a.Balance))],
            unbalanced,
            wallets,
            differences,
            waiting,
            provider
        );
        LedgerMetrics.Proved(proof, clock);
        return proof;
    }

    private static bool SumsToZero(IEnumerable<AccountBalance> accounts) =>
        accounts.GroupBy(a => a.Currency, StringComparer.Ordinal).All(currency => currency.Sum(a => a.Balance) == 0);

    /// <summary>Accounts on which the ledger differs from the orders, payments and refunds.</summary>
    private static IEnumerable<DifferenceView> Differences(IReadOnlyList<AccountBalance> accounts, IReadOnlyList<AccountBalance> owed)
    {
        string[] compared = [Accounts.Unfulfilled, Accounts.Revenue, Accounts.Surplus, Accounts.Refunding, Accounts.Disputed];
        var keys = accounts.Concat(owed).Where(a => compared.Contains(a.Account)).Select(a => (a.Account, a.Currency)).Distinct();
        foreach (var (account, currency) in keys)
        {
            var (ledger, orders) = (Balance(accounts, account, currency), Balance(owed, account, currency));
            if (ledger != orders)
            {
                yield return new(account, currency, ledger, orders);
            }
        }
    }

    /// <summary>Compares the money that customers paid and have not got back with the provider's balance (before its fees).</summary>
    private async Task<IReadOnlyList<ProviderView>> CompareAsync(
        IReadOnlyList<AccountBalance> accounts,
        CancellationToken cancellationToken
    )
    {
        var theirs = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var movement in stripe.ListBalanceTransactionsAsync(null, cancellationToken))
        {
            if (
                movement.Type
                is "charge"
                    or "payment"
                    or "refund"
                    or "refund_failure"
                    or "payment_refund"
                    or "payment_failure_refund"
                    or "adjustment"
            )
            {
                var currency = movement.Currency.ToUpperInvariant();
                theirs[currency] = theirs.GetValueOrDefault(currency) + movement.Amount;
            }
        }

        return
        [
            .. accounts
                .Where(a => a.Account == Accounts.Customers)
                .Select(a => a.Currency)
                .Union(theirs.Keys, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(currency => new ProviderView(
                    currency,
                    -Balance(accounts, Accounts.Customers, currency),
                    theirs.GetValueOrDefault(currency)
                )),
        ];
    }

    private static long Balance(IEnumerable<AccountBalance> accounts, string account, string currency) =>
        accounts.Where(a => a.Account == account && a.Currency == currency).Sum(a => a.Balance);

    private sealed record AccountBalance(string Account, string Currency, long Balance);
}
