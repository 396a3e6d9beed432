using Community.Messaging.Moderation;

namespace Community.Messaging.Messages;

/// <summary>Messages: posting, reading, changes, and moderation of them.</summary>
internal static class MessagesFeature
{
    public static IServiceCollection AddMessages(this IServiceCollection services) =>
        services
            .AddSingleton<MessageReader>()
            .AddSingleton<ThreadPages>()
            .AddScoped<MessageChanges>()
            .AddHostedService<OldEdits>()
            .AddScoped<IModeratedContent, ModeratedMessages>()
            .AddHostedService<RemovedMessages>();

    public static void MapMessages(this IEndpointRouteBuilder api) => MessageEndpoints.Map(api);
}
