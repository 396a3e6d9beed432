namespace Community.Messaging.Channels;

/// <summary>Channels.</summary>
internal static class ChannelsFeature
{
    public static void MapChannels(this IEndpointRouteBuilder api) => ChannelEndpoints.Map(api);
}
