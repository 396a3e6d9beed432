namespace Community.Social.Network;

/// <summary>The graph of connections.</summary>
internal static class NetworkEndpoints
{
    public static void MapNetwork(this IEndpointRouteBuilder api) => api.MapGroup("");
}
