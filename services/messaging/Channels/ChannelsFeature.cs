namespace Community.Messaging.Channels;

/// <summary>Channels, their numbers and rights.</summary>
internal static class ChannelsFeature
{
    public static IServiceCollection AddChannels(this IServiceCollection services) =>
        services
            .AddSingleton<ChannelStore>()
            .AddSingleton<ChannelBatcher>()
            .AddScoped<ChannelAccess>()
            .AddSingleton<ChannelSummaries>()
            .AddSingleton<ChannelReadThrough>();

    public static void MapChannels(this IEndpointRouteBuilder api) => ChannelEndpoints.Map(api);
}
