namespace Community.Messaging.Channels;

internal static class ChannelsFeature
{
    public static void MapChannels(this IEndpointRouteBuilder api) => ChannelEndpoints.Map(api);
}
