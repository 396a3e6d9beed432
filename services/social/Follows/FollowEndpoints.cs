namespace Community.Social.Follows;

/// <summary>Whose doings the caller wants to read of.</summary>
internal static class FollowEndpoints
{
    public static void MapFollows(this IEndpointRouteBuilder api) => api.MapGroup("");
}
