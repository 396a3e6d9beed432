namespace Community.Social.Feed;

/// <summary>What the people whom the caller follows or knows did.</summary>
internal static class FeedEndpoints
{
    public static void MapFeed(this IEndpointRouteBuilder api) => api.MapGroup("");
}
