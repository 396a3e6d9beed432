using Npgsql;

namespace Community.Social.Network;

/// <summary>The network of connections.</summary>
internal static class NetworkFeature
{
    public static IServiceCollection AddNetwork(this IServiceCollection services) =>
        services
            .AddSingleton(provider => new ConnectionPaths(
                provider.GetRequiredService<NpgsqlDataSource>(),
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton<NetworkGraphs>();

    public static void MapNetwork(this IEndpointRouteBuilder api) => NetworkEndpoints.Map(api);
}
