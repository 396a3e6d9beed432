namespace Community.Social.Connections;

/// <summary>Requests to connect, and connections.</summary>
internal static class ConnectionsFeature
{
    public static IServiceCollection AddUserConnections(this IServiceCollection services) => services.AddScoped<ConnectionStore>();

    public static void MapConnections(this IEndpointRouteBuilder api) => ConnectionEndpoints.Map(api);

    public static void MapConnectionSnapshots(this IEndpointRouteBuilder endpoints) => ConnectionSnapshots.Map(endpoints);
}
