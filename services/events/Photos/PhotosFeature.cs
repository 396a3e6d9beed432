using Community.Events.Moderation;

namespace Community.Events.Photos;

/// <summary>Photos of events.</summary>
internal static class PhotosFeature
{
    public static IServiceCollection AddPhotos(this IServiceCollection services) =>
        services
            .AddSingleton<IModeratedContent, ModeratedPhotos>()
            .AddSingleton<RemovedPhotos>()
            .AddHostedService(provider => provider.GetRequiredService<RemovedPhotos>());

    public static void MapPhotos(this IEndpointRouteBuilder api) => PhotoEndpoints.Map(api);
}
