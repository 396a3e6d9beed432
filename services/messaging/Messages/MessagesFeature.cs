using Community.Messaging.Channels;
using Community.Messaging.Encryption;
using Community.Platform.Hosting.Configuration;

namespace Community.Messaging.Messages;

internal static class MessagesFeature
{
    public static IServiceCollection AddMessageChanges(this IServiceCollection services) =>
        services.AddScoped<MessageChanges>().AddHostedService<OldEdits>();

    public static IServiceCollection AddMessages(this IServiceCollection services) =>
        services
            .AddSettings<EncryptionOptions>()
            .AddSingleton<TextVault>()
            .AddHostedService<Resealing>()
            .AddSingleton<ChannelStore>()
            .AddSingleton<ChannelBatcher>()
            .AddSingleton<MessageReader>()
            .AddSingleton<ThreadPages>()
            .AddScoped<ChannelAccess>()
            .AddSingleton<ChannelSummaries>()
            .AddSingleton<ChannelReadThrough>();

    public static void MapMessages(this IEndpointRouteBuilder api) => MessageEndpoints.Map(api);
}
