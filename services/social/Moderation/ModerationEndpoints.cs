namespace Community.Social.Moderation;

/// <summary>Reports, and what moderators decide about them.</summary>
internal static class ModerationEndpoints
{
    public static void MapModeration(this IEndpointRouteBuilder api) => api.MapGroup("");
}
