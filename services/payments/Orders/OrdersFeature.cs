using Community.Platform.Access.Fleet;
using Community.Platform.Hosting.Configuration;
using MassTransit;

namespace Community.Payments.Orders;

internal static class OrdersFeature
{
    public static WebApplicationBuilder AddOrders(this WebApplicationBuilder builder)
    {
        builder.Services.AddOwnerClient(builder.Configuration.GetSettings<PaymentOptions>().Sellers);
        builder.Services.AddSingleton<SellerOrderLookup>();
        builder.Services.AddSingleton<OrderLookup>();
        builder.Services.AddSingleton<OrderArrivals>();
        builder.Services.AddScoped<OrderStore>();
        builder.Services.AddHostedService<OrderExpiry>();
        return builder;
    }

    public static void AddOrderConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenPaymentRequested>();
        bus.AddConsumer<WhenPaymentWithdrawn>();
        bus.AddConsumer<WhenRefundRequested>();
        bus.AddConsumer<WhenOrderFulfilled>();
    }

    public static void MapOrders(this IEndpointRouteBuilder api) => OrderEndpoints.Map(api);
}
