namespace Community.Payments.Webhooks;

/// <summary>Stripe's webhook.</summary>
internal static class WebhooksFeature
{
    public static IServiceCollection AddWebhook(this IServiceCollection services) =>
        services.AddScoped<StripeLookup>().AddScoped<StripeFacts>().AddScoped<StripeEventHandler>().AddHostedService<OldWebhookEvents>();

    public static void MapWebhook(this IEndpointRouteBuilder api) => WebhookEndpoints.Map(api);
}
