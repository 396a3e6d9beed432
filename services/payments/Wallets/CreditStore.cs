using Community.Payments.Data;
using Community.Payments.Erasure;
using Community.Payments.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Wallets;

/// <summary>Gives and takes credits, in the open transaction.</summary>
internal static class CreditStore
{
    /// <summary>Makes sure that a person has a wallet, and locks it until the transaction ends.</summary>
    /// <exception cref="Platform.Http.Problems.ProblemException">404: the person is erased.</exception>
    public static async Task<Wallet> LockWalletAsync(this PaymentsDb db, Guid userId, DateTimeOffset now)
    {
        if (await FindAsync() is { } wallet)
        {
            return wallet;
        }

        await db.HoldOrRefuseAsync(userId);
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO wallets (id, user_id, created_at) VALUES ({Guid.CreateVersion7(now)}, {userId}, {now}) ON CONFLICT (user_id) DO NOTHING"
        );
        return (await FindAsync())!;

        // (read again: a wallet that the context has seen before has another balance by now)
        async Task<Wallet?> FindAsync() =>
            (
                await db.Wallets.FromSql($"SELECT * FROM wallets WHERE user_id = {userId} FOR UPDATE").AsNoTracking().ToListAsync()
            ).SingleOrDefault();
    }

    /// <summary>Issues new credits (bought, earned), or takes them back, once for each reference.</summary>
    /// <param name="db">In a transaction.</param>
    /// <param name="userId">The wallet's owner.</param>
    /// <param name="credits">Above 0: given. Below 0: taken; the database refuses to take more than there is.</param>
    /// <param name="reason">Why, as a code.</param>
    /// <param name="reference">The fact behind it, unique.</param>
    /// <param name="orderId">The order it belongs to.</param>
    /// <param name="now">The present.</param>
    public static async Task IssueAsync(
        this PaymentsDb db,
        Guid userId,
        long credits,
        string reason,
        string reference,
        Guid? orderId,
        DateTimeOffset now
    )
    {
        var wallet = await db.LockWalletAsync(userId, now);
        var transfer =
            credits > 0
                ? new Transfer(Accounts.CreditsIssued, Accounts.Wallet, Accounts.Credits, credits)
                : new Transfer(Accounts.Wallet, Accounts.CreditsIssued, Accounts.Credits, -credits);
        await db.PostAsync([new Posting(reference, reason, transfer, orderId, wallet.Id)], now);
    }

    /// <summary>
    /// Gives earned credits. Credits that are owed, because a reward was taken back after it had been spent, are subtracted.
    /// </summary>
    public static async Task EarnAsync(this PaymentsDb db, Guid userId, long credits, string reason, string reference, DateTimeOffset now)
    {
        var wallet = await db.LockWalletAsync(userId, now);
        var kept = (
            await db
                .Database.SqlQuery<long>(
                    $"""
                    UPDATE wallets SET owed_credits = owed_credits - least(owed_credits, {credits}) WHERE id = {wallet.Id}
                    RETURNING {wallet.OwedCredits} - owed_credits AS "Value"
                    """
                )
                .ToListAsync()
        ).Single();
        if (credits > kept)
        {
            await db.IssueAsync(userId, credits - kept, reason, reference, orderId: null, now);
        }
    }

    /// <summary>
    /// Takes back earned credits: those in the wallet now, and the rest from the next ones that are earned. A wallet is never below zero.
    /// </summary>
    public static async Task TakeBackEarnedAsync(
        this PaymentsDb db,
        Guid userId,
        long credits,
        string reason,
        string reference,
        DateTimeOffset now
    )
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
