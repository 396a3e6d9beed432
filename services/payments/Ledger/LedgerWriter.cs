using Community.Contracts.Payments;
using Community.Payments.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Payments.Ledger;

/// <summary>Writes to the ledger, in the open transaction. The database updates the wallets' balances itself.</summary>
internal static class LedgerWriter
{
    private const string Insert = """
        WITH posted AS (
            INSERT INTO ledger_transactions (id, reference, kind, order_id, at)
            SELECT id, reference, kind, order_id, @at FROM unnest(@ids, @references, @kinds, @orders) AS t(id, reference, kind, order_id))
        INSERT INTO ledger_entries (transaction_id, account, wallet_id, currency, amount)
        SELECT id, account, wallet_id, currency, amount
        FROM unnest(@entry_ids, @accounts, @wallets, @currencies, @amounts) AS e(id, account, wallet_id, currency, amount)
        RETURNING transaction_id, amount, balance_after, wallet_version,
            (SELECT user_id FROM wallets WHERE id = wallet_id) AS user_id, wallet_id IS NOT NULL AS is_wallets
        """;

    /// <summary>Posts transactions, in their order, and publishes the changes of wallets.</summary>
    /// <exception cref="PostgresException">A wallet would fall below zero, or one of them was posted before.</exception>
    public static async Task PostAsync(this PaymentsDb db, IReadOnlyList<Posting> postings, DateTimeOffset now)
    {
        if (postings.Count == 0)
        {
            return;
        }

        var ids = postings.Select(_ => NewId(now)).ToArray();
        var entries = postings.SelectMany((posting, i) => Entries(ids[i], posting)).ToArray();
        var written = await db
            .Database.SqlQueryRaw<WrittenEntry>(
                Insert,
                new NpgsqlParameter("at", now),
                new NpgsqlParameter("ids", ids),
                new NpgsqlParameter("references", postings.Select(posting => posting.Reference).ToArray()),
                new NpgsqlParameter("kinds", postings.Select(posting => posting.Kind).ToArray()),
                new NpgsqlParameter("orders", postings.Select(posting => posting.OrderId).ToArray()),
                new NpgsqlParameter("entry_ids", Array.ConvertAll(entries, entry => entry.TransactionId)),
                new NpgsqlParameter("accounts", Array.ConvertAll(entries, entry => entry.Account)),
                new NpgsqlParameter("wallets", Array.ConvertAll(entries, entry => entry.WalletId)),
                new NpgsqlParameter("currencies", Array.ConvertAll(entries, entry => entry.Currency)),
                new NpgsqlParameter("amounts", Array.ConvertAll(entries, entry => entry.Amount))
            )
            .ToListAsync();
        foreach (var entry in written)
        {
            if (entry is { IsWallets: true, UserId: { } owner })
            {
                var kind = postings[Array.IndexOf(ids, entry.TransactionId)].Kind;
                db.Publish(
                    new CreditsChanged(NewId(now), now, owner, entry.WalletVersion!.Value, entry.BalanceAfter!.Value, entry.Amount, kind)
                );
            }
        }
    }

    private static Guid NewId(DateTimeOffset now) => Guid.CreateVersion7(now);

    private sealed record WrittenEntry(
        Guid TransactionId,
        long Amount,
        long? BalanceAfter,
        long? WalletVersion,
        Guid? UserId,
        bool IsWallets
    );

    private static IEnumerable<(Guid TransactionId, string Account, Guid? WalletId, string Currency, long Amount)> Entries(
        Guid id,
        Posting posting
    )
    {
        var (from, to, currency, amount) = posting.Transfer;
        yield return (id, from, WalletOf(from), currency, -amount);
        yield return (id, to, WalletOf(to), currency, amount);

        Guid? WalletOf(string account) => account == Accounts.Wallet ? posting.WalletId : null;
    }
}
