using OpenTelemetry;

namespace Community.ServiceDefaults.Telemetry;

/// <summary>
/// For background loops that look at a table every few seconds: what runs inside makes no spans, which would drown those of requests.
/// </summary>
/// <example><c>using (Quiet.Begin()) rows = await db.Outbox.ToListAsync();</c></example>
public static class Quiet
{
    /// <summary>Until disposed, this flow of control makes no spans.</summary>
    public static IDisposable Begin() => SuppressInstrumentationScope.Begin();
}
