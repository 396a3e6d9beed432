using Community.Contracts.Payments;
using Community.Payments.Boosts;
using Community.Payments.CreditPacks;
using Community.Payments.Data;
using Community.Payments.Erasure;
using Community.Payments.Plans;
using Community.Payments.Subscriptions;
using Community.Payments.Wallets;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Referrals;

/// <summary>
/// Stores referrals, and rewards both people while one counts. A referral counts while the referred person keeps a payment of money that
/// can no longer go back by its own terms, for a thing that the referrer does not sell, and that is worth the two rewards. Checking a
/// referral again has the same result, whatever was lost or came twice, because it starts from the present orders. Works in the open
/// transaction.
/// </summary>
internal static class ReferralStore
{
    // For sellers that do not say until when a sale can be undone: long enough for every usual term.
    private static readonly TimeSpan TermsNotSaid = TimeSpan.FromDays(30);

    // Payments' own sales have no term by which a buyer may undo them.
    private static readonly string[] WithoutTerms = [CreditPackGoods.OfCreditPacks, BoostGoods.OfBoosts, SubscriptionGoods.OfSubscriptions];

    /// <summary>Stores a registration with another user's code.</summary>
    public static async Task NoteReferralAsync(this PaymentsDb db, Guid referredId, Guid referrerId, DateTimeOffset now)
    {
        if (referredId == referrerId)
        {
            return;
        }

        await db.HoldAllAsync(referrerId, referredId);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO referrals (id, referrer_id, referred_id, credits_earned, created_at, next_look_at)
            SELECT {Guid.CreateVersion7(now)}, {referrerId}, {referredId}, 0, {now}, {now}
            WHERE NOT EXISTS (SELECT FROM erased_people WHERE user_id IN ({referrerId}, {referredId}))
            ON CONFLICT (referred_id) DO NOTHING
            """
        );
    }

    /// <summary>Stores that money of an order moved. Takes no lock that a reward holds.</summary>
    public static Task NoteMovedAsync(this PaymentsDb db, Guid orderId) =>
        db.Database.ExecuteSqlAsync($"INSERT INTO referral_looks (order_id) VALUES ({orderId})");

    /// <summary>Finds the referrals to check: those of orders whose money moved, and those whose terms have ended.</summary>
    public static async Task<IReadOnlyList<Guid>> DueReferralsAsync(this PaymentsDb db, int most, DateTimeOffset now)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            WITH moved AS (DELETE FROM referral_looks RETURNING order_id)
            UPDATE referrals SET next_look_at = {now}
            WHERE order_id IN (SELECT order_id FROM moved)
                OR referred_id IN (SELECT o.user_id FROM orders o JOIN moved m ON m.order_id = o.id)
            """
        );
        return await db
            .Referrals.AsNoTracking()
            .Where(referral => referral.NextLookAt <= now)
            .OrderBy(referral => referral.NextLookAt)
            .Take(most)
            .Select(referral => referral.Id)
            .ToListAsync();
    }

    /// <summary>Decides again whether a referral counts, and gives or takes back its rewards.</summary>
    public static async Task CheckReferralAsync(this PaymentsDb db, Guid referralId, DateTimeOffset now)
    {
        var referral = (
            await db
                .Referrals.FromSql($"SELECT * FROM referrals WHERE id = {referralId} FOR UPDATE SKIP LOCKED")
                .AsNoTracking()
                .ToListAsync()
        ).SingleOrDefault();
        if (referral is null)
        {
            return;
        }

        var counting = referral.ReferrerId is null ? null : await db.CountingOrderAsync(referral);
        var counts = referral.ReferrerId is null ? referral.ConvertedAt is not null : counting?.From <= now;
        var orderId = counts ? counting?.OrderId ?? referral.OrderId : referral.OrderId;
        var nextLook = counts ? null : counting?.From;
        await db.Database.ExecuteSqlAsync($"UPDATE referrals SET next_look_at = {nextLook}, order_id = {orderId} WHERE id = {referralId}");
        if (referral.ReferrerId is { } referrer && counts != referral.ConvertedAt is not null)
        {
            await (counts ? db.ConvertAsync(referral, referrer, now) : db.ReverseAsync(referral, referrer, now));
        }
    }

    /// <summary>The order that is the first to count, and from when; null: no order will count.</summary>
    private static async Task<Counting?> CountingOrderAsync(this PaymentsDb db, Referral referral) =>
        (
            await db
                .Database.SqlQuery<Counting>(
                    $"""
                    WITH worth AS (SELECT * FROM unnest({ReferralReward.Currencies}, {ReferralReward.LeastAmounts}) AS t (currency, amount))
                    SELECT o.id AS order_id, CASE
                            WHEN o.refundable_until IS NOT NULL THEN greatest(o.refundable_until, o.paid_at)
                            WHEN o.purpose = ANY ({WithoutTerms}) THEN o.paid_at
                            ELSE o.paid_at + {TermsNotSaid} END AS from
                    FROM orders o JOIN payments p ON p.order_id = o.id
                        JOIN worth ON worth.currency = p.currency AND (worth.amount <= p.amount OR {referral.CountsAnyAmount})
                    WHERE (o.user_id = {referral.ReferredId} OR o.id = {referral.OrderId})
                        AND p.status = 'succeeded' AND NOT p.is_surplus AND p.method <> 'credits'
                        AND p.refunded_amount = 0 AND p.refunding_amount = 0 AND p.disputing_amount = 0
                        AND o.seller_id IS DISTINCT FROM {referral.ReferrerId}
                    ORDER BY 2, 1 LIMIT 1
                    """
                )
                .ToListAsync()
        ).SingleOrDefault();

    private static async Task ConvertAsync(this PaymentsDb db, Referral referral, Guid referrerId, DateTimeOffset now)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE referrals SET converted_at = {now}, credits_earned = {ReferralReward.Credits}, rounds = rounds + 1 WHERE id = {referral.Id}
            """
        );
        var conversions = await db.CountAsync(referrerId, 1);
        var round = referral.Rounds + 1;
        foreach (var (person, role) in PeopleOf(referral, referrerId))
        {
            await db.EarnAsync(
                person,
                ReferralReward.Credits,
                "referral",
                $"referral:{referral.Id}:{role}{(round == 1 ? "" : $":{round}")}",
                now
            );
        }

        foreach (var reward in ReferralReward.All.Where(reward => reward.Conversions <= conversions))
        {
            var until = reward.Months is { } months ? now.AddMonths(months) : (DateTimeOffset?)null;
            await db.GrantAsync(referrerId, reward.Plan, until, ReferenceOf(referrerId, reward), now);
        }

        if (referral.ReferredId is { } referred)
        {
            db.Publish(
                new ReferralConverted(
                    Guid.CreateVersion7(now),
                    now,
                    referral.Id,
                    Referral.VersionOf(round, counts: true),
                    referrerId,
                    referred,
                    ReferralReward.Credits,
                    conversions
                )
            );
            await db.SaveChangesAsync();
        }
    }

    /// <summary>The money went back: takes back the credits of both, and the plans that now lack a conversion.</summary>
    private static async Task ReverseAsync(this PaymentsDb db, Referral referral, Guid referrerId, DateTimeOffset now)
    {
        await db.Database.ExecuteSqlAsync(
            $"UPDATE referrals SET converted_at = NULL, credits_earned = 0, counts_any_amount = false WHERE id = {referral.Id}"
        );
        var conversions = await db.CountAsync(referrerId, -1);
        foreach (var (person, role) in PeopleOf(referral, referrerId))
        {
            await db.TakeBackEarnedAsync(
                person,
                referral.CreditsEarned,
                "referral_reversed",
                $"referral_reversed:{referral.Id}:{role}:{referral.Rounds}",
                now
            );
        }

        foreach (var reward in ReferralReward.All.Where(reward => reward.Conversions > conversions))
        {
            await db.RevokeAsync(referrerId, ReferenceOf(referrerId, reward), now);
        }

        db.Publish(
            new ReferralReversed(
                Guid.CreateVersion7(now),
                now,
                referral.Id,
                Referral.VersionOf(referral.Rounds, counts: false),
                referrerId,
                referral.ReferredId,
                conversions
            )
        );
        await db.SaveChangesAsync();
    }

    // The referrer's row has the count, and its lock makes each number occur once.
    private static async Task<int> CountAsync(this PaymentsDb db, Guid referrerId, int change) =>
        (
            await db
                .Database.SqlQuery<int>(
                    $"""
                    INSERT INTO referrers AS r (user_id, conversions) VALUES ({referrerId}, greatest({change}, 0))
                    ON CONFLICT (user_id) DO UPDATE SET conversions = greatest(r.conversions + {change}, 0) RETURNING conversions AS "Value"
                    """
                )
                .ToListAsync()
        ).Single();

    // Wallets in the order of their owners' ids: every transaction that needs two locks them in this order. The ledger is append-only and
    // outlives an erasure, so its references name roles, not users.
    private static IEnumerable<(Guid Person, string Role)> PeopleOf(Referral referral, Guid referrerId) =>
        new (Guid? Person, string Role)[] { (referrerId, "referrer"), (referral.ReferredId, "referred") }
            .Where(one => one.Person is not null)
            .Select(one => (one.Person!.Value, one.Role))
            .OrderBy(one => one.Value);

    private static string ReferenceOf(Guid referrerId, ReferralReward reward) => $"referrals:{referrerId}:{reward.Conversions}";

    private sealed record Counting(Guid OrderId, DateTimeOffset From);
}
