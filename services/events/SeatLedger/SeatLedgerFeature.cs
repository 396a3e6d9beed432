namespace Community.Events.SeatLedger;

/// <summary>The audit of seats.</summary>
internal static class SeatLedgerFeature
{
    public static void MapAudit(this IEndpointRouteBuilder api) => AuditEndpoints.Map(api);
}
