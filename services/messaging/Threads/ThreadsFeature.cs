using Community.Messaging.Moderation;

namespace Community.Messaging.Threads;

internal static class ThreadsFeature
{
    public static IServiceCollection AddThreads(this IServiceCollection services) =>
        services
            .AddSingleton<ThreadReader>()
            .AddScoped<ThreadWriter>()
            .AddScoped<IModeratedContent, ModeratedThreads>()
            .AddHostedService<DeletedThreads>();

    public static void MapThreads(this IEndpointRouteBuilder api) => ThreadEndpoints.Map(api);
}
