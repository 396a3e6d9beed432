namespace Community.Social.Connections;

/// <summary>Asking people to connect, and answering.</summary>
internal static class ConnectionEndpoints
{
    public static void MapConnections(this IEndpointRouteBuilder api) => api.MapGroup("");
}
