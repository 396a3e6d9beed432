namespace Community.Events.Discovery;

/// <summary>The search for events.</summary>
internal static class DiscoveryFeature
{
    public static IServiceCollection AddDiscovery(this IServiceCollection services) => services.AddSingleton<EventSearch>();

    public static void MapDiscovery(this IEndpointRouteBuilder api) => DiscoveryEndpoints.Map(api);
}
