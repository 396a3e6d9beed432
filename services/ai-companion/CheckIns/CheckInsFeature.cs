namespace Community.Companion.CheckIns;

/// <summary>Mood check-ins.</summary>
internal static class CheckInsFeature
{
    public static void MapCheckIns(this IEndpointRouteBuilder api) => CheckInEndpoints.Map(api);
}
