using Community.Platform.Hosting.Configuration;
using MassTransit;

namespace Community.Companion.Selling;

/// <summary>Paid courses and sessions.</summary>
internal static class SellingFeature
{
    public static void AddSelling(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<SellingOptions>();
        builder.Services.AddScoped<Sales>();
    }

    public static void AddSellingConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenPaymentSucceeded>();
        bus.AddConsumer<WhenPaymentFailed>();
        bus.AddConsumer<WhenOrderExpired>();
        bus.AddConsumer<WhenPaymentRefunded>();
    }

    public static void MapSellerOrders(this IEndpointRouteBuilder endpoints) => SellerOrderEndpoints.Map(endpoints);
}
