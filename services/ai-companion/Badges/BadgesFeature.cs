namespace Community.Companion.Badges;

/// <summary>Badges that users earn.</summary>
internal static class BadgesFeature
{
    public static void MapBadges(this IEndpointRouteBuilder api) => BadgeEndpoints.Map(api);
}
