using Community.Payments.Orders;
using Community.Platform.Hosting.Configuration;

namespace Community.Payments.Subscriptions;

internal static class SubscriptionsFeature
{
    public static WebApplicationBuilder AddSubscriptions(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<SubscriptionOptions>();
        builder.Services.AddScoped<IGoods, SubscriptionGoods>();
        builder.Services.AddScoped<SubscriptionStore>();
        builder.Services.AddSingleton<SubscriptionPrices>();
        builder.Services.AddSingleton<SubscriptionFacts>();
        builder.Services.AddSingleton<StripeSubscriptions>();
        builder.Services.AddHostedService<SubscriptionWork>();
        return builder;
    }

    public static void MapSubscriptions(this IEndpointRouteBuilder api) => SubscriptionEndpoints.Map(api);
}
