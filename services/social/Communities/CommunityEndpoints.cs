namespace Community.Social.Communities;

/// <summary>Founding, finding and changing communities.</summary>
internal static class CommunityEndpoints
{
    public static void MapCommunities(this IEndpointRouteBuilder api) => api.MapGroup("");
}
