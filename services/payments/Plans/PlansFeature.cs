namespace Community.Payments.Plans;

/// <summary>Entitlements.</summary>
internal static class PlansFeature
{
    public static IServiceCollection AddEntitlements(this IServiceCollection services) => services.AddHostedService<EntitlementExpiry>();

    public static void MapEntitlements(this IEndpointRouteBuilder endpoints) => EntitlementEndpoints.Map(endpoints);
}
