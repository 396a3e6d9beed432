namespace Community.Events.Stats;

/// <summary>Figures for organizers.</summary>
internal static class StatsFeature
{
    public static void MapStats(this IEndpointRouteBuilder api) => StatsEndpoints.Map(api);
}
