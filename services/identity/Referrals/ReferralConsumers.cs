using Community.Contracts.Payments;
using Community.Identity.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Referrals;

/// <summary>Records a conversion, which the referrer can see. A user converts once, whatever the event's id.</summary>
internal sealed class WhenReferralConverted(IdentityDb db) : IConsumer<ReferralConverted>
{
    public Task Consume(ConsumeContext<ReferralConverted> context) => ApplyAsync(context.Message);

    internal async Task ApplyAsync(ReferralConverted converted)
    {
        var isThere = await db.Users.AnyAsync(user => user.Id == converted.ReferrerId && user.ErasedAt == null);
        if (!isThere || await db.ReferralConversions.AnyAsync(known => known.ReferralId == converted.ReferralId))
        {
            return;
        }

        db.ReferralConversions.Add(
            new ReferralConversion
            {
                ReferralId = converted.ReferralId,
                ReferrerId = converted.ReferrerId,
                ReferredId = converted.ReferredId,
                CreditsEarned = converted.CreditsEarned,
                ConvertedAt = converted.OccurredAt,
            }
        );
    }
}
