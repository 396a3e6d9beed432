using OpenTelemetry;

namespace Community.Platform.Hosting.Telemetry;

/// <summary>
/// For background loops that poll a table every few seconds. The code inside makes no spans, which would outnumber those of requests.
/// </summary>
/// <example><c>using (Quiet.Begin()) rows = await db.Outbox.ToListAsync();</c></example>
public static class Quiet
{
    /// <summary>Until disposed, this flow of control makes no spans.</summary>
    public static IDisposable Begin() => SuppressInstrumentationScope.Begin();
}
