using Community.Platform.Hosting.Telemetry;

namespace Community.Gateway.Proxying;

/// <summary>
/// Probes every instance once a second for liveness. It opens the circuit of an instance that is gone or does not answer, and only it
/// closes the circuit again. Liveness decides about routing; readiness is only reported.
/// </summary>
internal sealed class HealthProbe(ServiceMap services, ServiceClient client, TimeProvider clock, ILogger<HealthProbe> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private const int ToleratedSilence = 2;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            services.All.SelectMany(service => service.Destinations.Select(destination => WatchAsync(service, destination, stoppingToken)))
        );

    private async Task WatchAsync(ServiceInstances service, Destination destination, CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        using var timer = new PeriodicTimer(Interval, clock);
        var known = true;
        do
        {
            await ProbeAsync(service, destination, cancellationToken);
            if (destination.IsAvailable != known)
            {
                if (destination.IsAvailable)
                {
                    log.Back(service.Name, destination.Address);
                }
                else
                {
                    log.Away(service.Name, destination.Address);
                }
            }
            known = destination.IsAvailable;
        } while (await TickAsync(timer, cancellationToken));
    }

    private async Task ProbeAsync(ServiceInstances service, Destination destination, CancellationToken cancellationToken)
    {
        try
        {
            using (await client.GetAsync(destination, "/health/live", Limit, cancellationToken))
            {
                destination.ProbeAnswered();
            }
            destination.IsReady = await IsReadyAsync(destination, cancellationToken);
        }
        catch (Exception gone) when (ServiceClient.NothingWasSent(gone))
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

    // The cause may be its database, so a missing answer does not open the circuit.
    private async Task<bool> IsReadyAsync(Destination destination, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(destination, "/health/ready", Limit, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

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
}

internal static partial class HealthProbeLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Service} at {Address} is away")]
    public static partial void Away(this ILogger log, string service, string address);

    [LoggerMessage(2, LogLevel.Information, "{Service} at {Address} is back")]
    public static partial void Back(this ILogger log, string service, string address);
}
