namespace Community.Payments.Checkout;

/// <summary>Stripe's checkout.</summary>
internal static class CheckoutFeature
{
    public static IServiceCollection AddCheckout(this IServiceCollection services) =>
        services.AddSingleton<RedirectUrls>().AddSingleton<CheckoutSessions>().AddHostedService<SessionChecks>();

    public static void MapCheckout(this IEndpointRouteBuilder api) => CheckoutEndpoints.Map(api);
}
