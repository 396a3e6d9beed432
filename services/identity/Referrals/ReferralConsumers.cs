using Community.Contracts.Payments;
using Community.Identity.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Referrals;

/// <summary>Records that a referral counts, which the referrer can see.</summary>
internal sealed class WhenReferralConverted(IdentityDb db) : IConsumer<ReferralConverted>
{
    public Task Consume(ConsumeContext<ReferralConverted> context) => ApplyAsync(context.Message);

    internal Task ApplyAsync(ReferralConverted converted) =>
        db.ApplyReferralAsync(
            new(
                converted.ReferralId,
                converted.Version,
                converted.ReferrerId,
                converted.ReferredId,
                converted.CreditsEarned,
                converted.OccurredAt
            ),
            converted.OccurredAt
        );
}

/// <summary>Records that a referral does not count any more.</summary>
internal sealed class WhenReferralReversed(IdentityDb db) : IConsumer<ReferralReversed>
{
    public Task Consume(ConsumeContext<ReferralReversed> context) => ApplyAsync(context.Message);

    internal Task ApplyAsync(ReferralReversed reversed) =>
        db.ApplyReferralAsync(
            new(reversed.ReferralId, reversed.Version, reversed.ReferrerId, reversed.ReferredId, CreditsEarned: 0, ConvertedAt: null),
            reversed.OccurredAt
        );
}

/// <summary>The state of referrals as payments published it, whatever comes twice or out of order.</summary>
internal static class ReferralProjection
{
    /// <summary>Stores a state if it is newer than the stored one. An erased referrer has no rows.</summary>
    public static Task ApplyReferralAsync(this IdentityDb db, ReferralSnapshot referral, DateTimeOffset at) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO referral_conversions AS c (referral_id, referrer_id, referred_id, credits_earned, converted_at, version, counts)
            SELECT {referral.ReferralId}, u.id, {referral.ReferredId}::uuid, {referral.CreditsEarned}, {referral.ConvertedAt
                ?? at}, {referral.Version},
                {referral.ConvertedAt is not null}
            FROM users u WHERE u.id = {referral.ReferrerId} AND u.erased_at IS NULL FOR SHARE
            ON CONFLICT (referral_id) DO UPDATE SET referred_id = excluded.referred_id,
                credits_earned = excluded.credits_earned, converted_at = excluded.converted_at, version = excluded.version, counts = excluded.counts
            WHERE c.version < excluded.version
            """
        );
}
