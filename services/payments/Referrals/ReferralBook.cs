using Community.Contracts.Payments;
using Community.Payments.Data;
using Community.Payments.Orders;
using Community.Payments.Plans;
using Community.Payments.Wallets;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Referrals;

/// <summary>
/// Notes who brought whom, and rewards both when the referred person first pays money. The two facts, registered and paid, arrive in
/// either order: whichever comes second, under the lock of the referred person, converts. In the transaction that is open.
/// </summary>
internal static class ReferralBook
{
    /// <summary>Notes a registration with somebody's code. Who has paid before this was heard of converts at once.</summary>
    public static async Task NoteReferralAsync(this PaymentsDb db, Guid referredId, Guid referrerId, DateTimeOffset now)
    {
        if (referredId == referrerId)
        {
            return;
        }

        await db.TakeTurnOfReferredAsync(referredId);
        var isNew = await db.Database.ExecuteSqlAsync($"""
            INSERT INTO referrals (id, referrer_id, referred_id, credits_earned, created_at)
            SELECT {Guid.CreateVersion7(now)}, {referrerId}, {referredId}, 0, {now}
            WHERE NOT EXISTS (SELECT FROM erased_people WHERE user_id IN ({referrerId}, {referredId}))
            ON CONFLICT (referred_id) DO NOTHING
            """);
        if (isNew == 1 && await db.HasPaidAsync(referredId))
        {
            await db.ConvertAsync(referredId, now);
        }
    }

    /// <summary>Notes that somebody paid money.</summary>
    public static async Task NotePaidAsync(this PaymentsDb db, Guid userId, DateTimeOffset now)
    {
        await db.TakeTurnOfReferredAsync(userId);
        await db.ConvertAsync(userId, now);
    }

    private static async Task ConvertAsync(this PaymentsDb db, Guid referredId, DateTimeOffset now)
    {
        var converted = (await db.Referrals.FromSql($"""
            UPDATE referrals SET converted_at = {now}, credits_earned = {ReferralReward.Credits}
            WHERE referred_id = {referredId} AND converted_at IS NULL RETURNING *
            """).AsNoTracking().ToListAsync()).SingleOrDefault();
        if (converted is not { ReferrerId: { } referrerId })
        {
            return;
        }

        // The referrer's row counts, and its lock makes each number come once.
        var conversions = (await db.Database.SqlQuery<int>($"""
            INSERT INTO referrers AS r (user_id, conversions) VALUES ({referrerId}, 1)
            ON CONFLICT (user_id) DO UPDATE SET conversions = r.conversions + 1 RETURNING conversions AS "Value"
            """).ToListAsync()).Single();
        await db.RewardAsync(converted, referrerId, referredId, conversions, now);
    }

    private static async Task RewardAsync(this PaymentsDb db, Referral referral, Guid referrerId, Guid referredId, int conversions, DateTimeOffset now)
    {
        // Wallets in the order of their owners' ids, in which everybody who needs two takes them.
        foreach (var person in new[] { referrerId, referredId }.Order())
        {
            await db.IssueAsync(person, ReferralReward.Credits, "referral", $"referral:{referral.Id}:{person}", orderId: null, now);
        }

        if (ReferralReward.At(conversions) is { } reward)
        {
            var until = reward.Months is { } months ? now.AddMonths(months) : (DateTimeOffset?)null;
            await db.GrantAsync(referrerId, reward.Plan, until, $"referrals:{referrerId}:{conversions}", now);
        }

        db.Publish(new ReferralConverted(Guid.CreateVersion7(now), now, referral.Id, 2, referrerId, referredId, ReferralReward.Credits, conversions));
    }

    private static Task<int> TakeTurnOfReferredAsync(this PaymentsDb db, Guid userId) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({userId}::text, 2))");

    private static Task<bool> HasPaidAsync(this PaymentsDb db, Guid userId) =>
        db.Payments.AnyAsync(payment => payment.Status == PaymentStatus.Succeeded && !payment.IsSurplus && payment.Method != PaymentMethods.Credits
            && db.Orders.Any(order => order.Id == payment.OrderId && order.UserId == userId));
}
