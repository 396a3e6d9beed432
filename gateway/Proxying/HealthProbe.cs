using System.Text.Json.Serialization;
using Community.Platform.Access.Fleet;
using Community.Platform.Hosting.Telemetry;

namespace Community.Gateway.Proxying;

/// <summary>
/// Probes every instance once a second for liveness. It opens the circuit of an instance that is gone or does not answer, and only it
/// closes the circuit again. Liveness decides about routing; readiness is only reported.
/// </summary>
internal sealed partial class HealthProbe(ServiceMap services, ServiceClient client, TimeProvider clock, ILogger<HealthProbe> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private const int ToleratedSilence = 2;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var quiet = Quiet.Begin();
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            // An instance that is slow to answer does not delay the probes of the others.
            foreach (var service in services.All)
            {
                foreach (var destination in service.Destinations.Where(destination => destination.TryBeginProbe()))
                {
                    _ = WatchAsync(service, destination, stoppingToken);
                }
            }
        } while (await TickAsync(timer, stoppingToken));
    }

    private async Task WatchAsync(ServiceInstances service, Destination destination, CancellationToken cancellationToken)
    {
        await ProbeAsync(service, destination, cancellationToken);
        if (destination.EndProbe())
        {
            if (destination.IsAvailable)
            {
                Log.Back(logger, service.Name, destination.Prefix);
            }
            else if (destination.HasAnswered)
            {
                Log.Away(logger, service.Name, destination.Prefix);
            }
            else
            {
                Log.Awaited(logger, service.Name, destination.Prefix);
            }
        }
    }

    private async Task ProbeAsync(ServiceInstances service, Destination destination, CancellationToken cancellationToken)
    {
        try
        {
            using (await client.GetAsync(destination, "/health/live", Limit, cancellationToken))
            {
                destination.ProbeAnswered();
            }
            (destination.IsReady, destination.IsStopping) = await ReadinessAsync(destination, cancellationToken);
        }
        catch (Exception gone) when (Unsent.Is(gone))
        {
            destination.ProbeUnanswered(ToleratedSilence);
            service.ConnectionFailed(destination);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            destination.ProbeUnanswered(ToleratedSilence);
        }
        catch (OperationCanceledException) { }
    }

    // An instance that is not ready gets requests: the cause may be its database. One that is stopping is not ready either, and says so.
    private async Task<(bool IsReady, bool IsStopping)> ReadinessAsync(Destination destination, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(destination, "/health/ready", Limit, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                return (true, false);
            }
            var state = await answer.Content.ReadFromJsonAsync<State>(cancellationToken);
            return (false, state?.Status == "stopping");
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, false);
        }
    }

    private sealed record State([property: JsonPropertyName("status")] string? Status);

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Service} at {Address} is away")]
        public static partial void Away(ILogger logger, string service, string address);

        [LoggerMessage(2, LogLevel.Information, "{Service} at {Address} is back")]
        public static partial void Back(ILogger logger, string service, string address);

        [LoggerMessage(3, LogLevel.Information, "{Service} at {Address} has not answered yet")]
        public static partial void Awaited(ILogger logger, string service, string address);
    }
}
