using Community.Contracts.Payments;
using Community.Identity.Data;
using Community.Platform.Bus;
using MassTransit;

namespace Community.Identity.Referrals;

internal static class ReferralsFeature
{
    public static void AddReferralConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenReferralConverted>();
        bus.AddConsumer<WhenReferralReversed>();
    }

    /// <summary>Reversals from before the queue existed.</summary>
    public static void AddReferralBackfill(this WebApplicationBuilder builder) =>
        builder.AddBackfill<IdentityDb, ReferralSnapshot>(
            "referrals",
            "payments",
            "/internal/referrals",
            (db, referral) => db.ApplyReferralAsync(referral, TimeProvider.System.GetUtcNow())
        );

    public static void MapReferrals(this IEndpointRouteBuilder api) => ReferralEndpoints.Map(api);
}
