namespace Community.Messaging.Reactions;

/// <summary>Reactions.</summary>
internal static class ReactionsFeature
{
    public static void MapReactions(this IEndpointRouteBuilder api) => ReactionEndpoints.Map(api);
}
