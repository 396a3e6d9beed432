using Community.Payments.Orders;
using MassTransit;

namespace Community.Payments.Referrals;

/// <summary>Referrals and their rewards.</summary>
internal static class ReferralsFeature
{
    public static IServiceCollection AddReferrals(this IServiceCollection services) =>
        services.AddScoped<IWhenMoneyMoves, ReferralConversion>().AddHostedService<ReferralWork>();

    public static void AddReferralConsumers(this IBusRegistrationConfigurator bus) => bus.AddConsumer<WhenUserRegistered>();

    public static void MapReferrals(this IEndpointRouteBuilder api) => ReferralEndpoints.Map(api);

    public static void MapReferralSnapshots(this IEndpointRouteBuilder endpoints) => ReferralSnapshots.Map(endpoints);
}
