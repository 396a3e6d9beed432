using Community.Platform.Hosting.Configuration;
using MassTransit;

namespace Community.Events.Registrations;

/// <summary>Registrations and seats.</summary>
internal static class RegistrationsFeature
{
    public static WebApplicationBuilder AddRegistrations(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<RegistrationOptions>();
        builder.Services.AddSingleton<SeatStore>();
        builder.Services.AddSingleton<SeatBatcher>();
        builder.Services.AddHostedService<HoldExpiry>();
        return builder;
    }

    public static void AddRegistrationConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenPaymentSucceeded>();
        bus.AddConsumer<WhenPaymentFailed>();
        bus.AddConsumer<WhenOrderExpired>();
        bus.AddConsumer<WhenPaymentRefunded>();
    }

    public static void MapRegistrationSnapshots(this IEndpointRouteBuilder endpoints) => RegistrationSnapshots.Map(endpoints);

    public static void MapRegistrations(this IEndpointRouteBuilder api) => SeatEndpoints.Map(api);

    public static void MapSellerOrders(this IEndpointRouteBuilder endpoints) => SellerOrderEndpoints.Map(endpoints);
}
