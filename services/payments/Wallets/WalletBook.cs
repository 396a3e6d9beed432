using Community.Payments.Data;
using Community.Payments.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Wallets;

/// <summary>Giving and taking credits, in the transaction that is open.</summary>
internal static class WalletBook
{
    /// <summary>Makes sure that a person has a wallet, and locks it until the transaction ends.</summary>
    public static async Task<Wallet> LockWalletAsync(this PaymentsDb db, Guid userId, DateTimeOffset now)
    {
        if (await FindAsync() is { } wallet)
        {
            return wallet;
        }

        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO wallets (id, user_id, created_at) VALUES ({Guid.CreateVersion7(now)}, {userId}, {now}) ON CONFLICT (user_id) DO NOTHING");
        return (await FindAsync())!;

        // (read anew: a wallet that the context has seen before has another balance by now)
        async Task<Wallet?> FindAsync() =>
            (await db.Wallets.FromSql($"SELECT * FROM wallets WHERE user_id = {userId} FOR UPDATE").AsNoTracking().ToListAsync()).SingleOrDefault();
    }

    /// <summary>Gives credits out of nothing (bought, earned), or takes them back, once a reference.</summary>
    /// <param name="db">In a transaction.</param>
    /// <param name="userId">Whose wallet.</param>
    /// <param name="credits">Above 0: given. Below 0: taken; the database refuses what is not there.</param>
    /// <param name="reason">Why, as a code.</param>
    /// <param name="reference">What happened, once.</param>
    /// <param name="orderId">The order it belongs to.</param>
    /// <param name="now">The present.</param>
    public static async Task IssueAsync(
        this PaymentsDb db, Guid userId, long credits, string reason, string reference, Guid? orderId, DateTimeOffset now)
    {
        var wallet = await db.LockWalletAsync(userId, now);
        var transfer = credits > 0
            ? new Transfer(Accounts.CreditsIssued, Accounts.Wallet, Accounts.Credits, credits)
            : new Transfer(Accounts.Wallet, Accounts.CreditsIssued, Accounts.Credits, -credits);
        await db.PostAsync([new Posting(reference, reason, transfer, orderId, wallet.Id)], now);
    }

    /// <summary>Gives credits that were earned. What is owed of rewards that were taken back after they had been spent is kept from them.</summary>
    public static async Task EarnAsync(this PaymentsDb db, Guid userId, long credits, string reason, string reference, DateTimeOffset now)
    {
        var wallet = await db.LockWalletAsync(userId, now);
        var kept = (await db.Database.SqlQuery<long>($"""
            UPDATE wallets SET owed_credits = owed_credits - least(owed_credits, {credits}) WHERE id = {wallet.Id}
            RETURNING {wallet.OwedCredits} - owed_credits AS "Value"
            """).ToListAsync()).Single();
        if (credits > kept)
        {
            await db.IssueAsync(userId, credits - kept, reason, reference, orderId: null, now);
        }
    }

    /// <summary>Takes back credits that were earned: what is in the wallet now, and the rest from the next that are earned. A wallet is never below zero.</summary>
    public static async Task TakeBackEarnedAsync(this PaymentsDb db, Guid userId, long credits, string reason, string reference, DateTimeOffset now)
    {
        var wallet = await db.LockWalletAsync(userId, now);
        var taken = Math.Min(wallet.Balance, credits);
        if (credits > taken)
        {
            await db.Database.ExecuteSqlAsync($"UPDATE wallets SET owed_credits = owed_credits + {credits - taken} WHERE id = {wallet.Id}");
        }

        if (taken > 0)
        {
            await db.IssueAsync(userId, -taken, reason, reference, orderId: null, now);
        }
    }
}
