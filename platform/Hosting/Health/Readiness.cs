using System.Text.Json.Serialization;
using Community.Platform.Hosting.Telemetry;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Community.Platform.Hosting.Health;

/// <summary>The answer of <c>/health/ready</c>. It has no addresses and no exceptions, because the endpoint is anonymous.</summary>
internal sealed record ReadinessReport(
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("checks")] IReadOnlyDictionary<string, ReadinessCheck> Checks,
    [property: JsonIgnore] bool IsReady
);

/// <summary>
/// A dependency's state: healthy, degraded (requests don't need it) or unhealthy; and how long the check took, in milliseconds.
/// </summary>
internal sealed record ReadinessCheck(
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("duration_ms")] double DurationMs
);

/// <summary>Checks the dependencies at most once a second for any number of requests, so that probes do not become load.</summary>
internal sealed class Readiness(HealthCheckService health, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private static readonly ReadinessReport Stopping = new(
        "stopping",
        new Dictionary<string, ReadinessCheck>(StringComparer.Ordinal),
        IsReady: false
    );
    private readonly Lock _lock = new();
    private Task<ReadinessReport>? _latest;
    private long _askedAt;

    public Task<ReadinessReport> AskAsync()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return Task.FromResult(Stopping);
        }
        lock (_lock)
        {
            // A check that is still running is shared even if it is older.
            if (_latest is null || (_latest.IsCompleted && clock.GetElapsedTime(_askedAt) >= Freshness))
            {
                _askedAt = clock.GetTimestamp();
                _latest = Task.Run(CheckAsync);
            }

            return _latest;
        }
    }

    private async Task<ReadinessReport> CheckAsync()
    {
        using var quiet = Quiet.Begin();
        var report = await health.CheckHealthAsync(check => check.Tags.Contains(HealthExtensions.Ready));
        return new ReadinessReport(
            NameOf(report.Status),
            report.Entries.ToDictionary(
                entry => entry.Key,
                entry => new ReadinessCheck(NameOf(entry.Value.Status), Math.Round(entry.Value.Duration.TotalMilliseconds, 1)),
                StringComparer.Ordinal
            ),
            report.Status != HealthStatus.Unhealthy
        );
    }

    private static string NameOf(HealthStatus status) =>
        status switch
        {
            HealthStatus.Healthy => "healthy",
            HealthStatus.Degraded => "degraded",
            _ => "unhealthy",
        };
}
