using Community.Platform.Hosting.Configuration;
using Community.Social.Communities;
using MassTransit;

namespace Community.Social.PaidAccess;

/// <summary>Paid membership.</summary>
internal static class PaidAccessFeature
{
    public static WebApplicationBuilder AddPaidAccess(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<PaidAccessOptions>();
        builder.Services.AddHostedService<AccessClock>();
        builder.Services.AddScoped<IWhenCommunityDeleted, DeletedCommunityRefunds>();
        return builder;
    }

    public static void AddPaidAccessConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenPaymentSucceeded>();
        bus.AddConsumer<WhenPaymentFailed>();
        bus.AddConsumer<WhenOrderExpired>();
        bus.AddConsumer<WhenPaymentRefunded>();
    }

    public static void MapPaidAccess(this IEndpointRouteBuilder api) => PaidAccessEndpoints.Map(api);

    public static void MapSellerOrders(this IEndpointRouteBuilder endpoints) => SellerOrderEndpoints.Map(endpoints);
}
