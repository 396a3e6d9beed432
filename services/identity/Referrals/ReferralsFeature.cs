using MassTransit;

namespace Community.Identity.Referrals;

internal static class ReferralsFeature
{
    public static void AddReferralConsumers(this IBusRegistrationConfigurator bus) => bus.AddConsumer<WhenReferralConverted>();

    public static void MapReferrals(this IEndpointRouteBuilder api) => ReferralEndpoints.Map(api);
}
