using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Community.ServiceDefaults.Telemetry;

/// <summary>Starts recording with the host (a provider listens once it exists) and exports what is left when it stops.</summary>
internal sealed class TelemetryService(TracerProvider traces, MeterProvider metrics, LoggerProvider logs) : IHostedService
{
    private const int FlushMilliseconds = 3000;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // an export that fails must not fail the stop
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => traces.ForceFlush(FlushMilliseconds), CancellationToken.None),
        Task.Run(() => logs.ForceFlush(FlushMilliseconds), CancellationToken.None),
        Task.Run(() => metrics.ForceFlush(FlushMilliseconds), CancellationToken.None));
}
