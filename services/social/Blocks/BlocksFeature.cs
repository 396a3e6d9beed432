namespace Community.Social.Blocks;

/// <summary>Blocking of users.</summary>
internal static class BlocksFeature
{
    public static IServiceCollection AddBlocks(this IServiceCollection services) => services.AddScoped<Blocking>();

    public static void MapBlocks(this IEndpointRouteBuilder api) => BlockEndpoints.Map(api);

    public static void MapBlockSnapshots(this IEndpointRouteBuilder endpoints) => BlockSnapshots.Map(endpoints);
}
