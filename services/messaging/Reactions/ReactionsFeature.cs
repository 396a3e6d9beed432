namespace Community.Messaging.Reactions;

internal static class ReactionsFeature
{
    public static void MapReactions(this IEndpointRouteBuilder api) => ReactionEndpoints.Map(api);
}
