namespace Community.Messaging.Reading;

/// <summary>Read states.</summary>
internal static class ReadingFeature
{
    public static IServiceCollection AddReading(this IServiceCollection services) => services.AddScoped<ReadStates>();

    public static void MapReading(this IEndpointRouteBuilder api) => ReadingEndpoints.Map(api);
}
