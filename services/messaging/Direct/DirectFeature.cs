namespace Community.Messaging.Direct;

/// <summary>Direct conversations.</summary>
internal static class DirectFeature
{
    public static IServiceCollection AddDirect(this IServiceCollection services) => services.AddScoped<Conversations>();

    public static void MapDirect(this IEndpointRouteBuilder api) => DirectEndpoints.Map(api);
}
