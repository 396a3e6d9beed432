using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Platform.Hosting.Telemetry;

/// <summary>How much is recorded.</summary>
[Settings("Telemetry")]
internal sealed class TelemetrySettings
{
    /// <summary>
    /// The traces that a process begins to record, a second: as many of calls as of background work. The gateway begins those of requests.
    /// Of the other requests, as many failed and slow ones are recorded without their inner spans. <c>OTEL_TRACES_SAMPLER</c> replaces it.
    /// </summary>
    [Range(1, 1_000_000)]
    public int TracesPerSecond { get; init; } = 20;
}
