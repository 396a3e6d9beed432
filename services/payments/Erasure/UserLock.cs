using Community.Payments.Data;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Erasure;

/// <summary>
/// An advisory lock on a user's id, until the open transaction ends. Writers of new rows about a user share it; an erasure has it alone. So
/// a request at the time of an erasure either ends before it, and its rows are erased, or finds the tombstone.
/// </summary>
internal static class UserLock
{
    /// <summary>Prevents the erasure of a user. False: the user is erased, and no row about them may be written.</summary>
    public static async Task<bool> HoldAsync(this PaymentsDb db, Guid userId)
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock_shared(hashtextextended({userId}::text, 2))");
        // A statement of its own: it sees an erasure that was committed while the lock was awaited.
        return !await db
            .Database.SqlQuery<bool>($"""SELECT EXISTS (SELECT FROM erased_people WHERE user_id = {userId}) AS "Value" """)
            .SingleAsync();
    }

    /// <summary>The same for a request of this user.</summary>
    /// <exception cref="ProblemException">404: the user is erased.</exception>
    public static async Task HoldOrRefuseAsync(this PaymentsDb db, Guid userId)
    {
        if (!await db.HoldAsync(userId))
        {
            throw Problem.NotFound("This account was erased.").ToException();
        }
    }

    /// <summary>
    /// Prevents erasures of several users, in the order of their ids. <see cref="HoldAsync"/> tells afterwards which of them is erased.
    /// </summary>
    public static async Task HoldAllAsync(this PaymentsDb db, params IEnumerable<Guid> userIds)
    {
        foreach (var userId in userIds.Distinct().Order())
        {
            await db.HoldAsync(userId);
        }
    }

    /// <summary>
    /// Waits for the writers, and keeps new ones away. First come the rows under whose lock others write rows about the user, in the order
    /// in which those lock them: their holders would otherwise wait for this lock while it waits for them.
    /// </summary>
    public static async Task LockForErasureAsync(this PaymentsDb db, Guid userId)
    {
        await db.Database.ExecuteSqlAsync($"SELECT FROM subscribers WHERE user_id = {userId} FOR UPDATE");
        await db.Database.ExecuteSqlAsync(
            $"SELECT FROM referrals WHERE referrer_id = {userId} OR referred_id = {userId} ORDER BY id FOR UPDATE"
        );
        await db.Database.ExecuteSqlAsync($"SELECT FROM wallets WHERE user_id = {userId} FOR UPDATE");
        await db.Database.ExecuteSqlAsync($"SELECT FROM orders WHERE user_id = {userId} ORDER BY id FOR UPDATE");
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({userId}::text, 2))");
    }
}
