using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Community.Platform.Hosting.Lifetime;

/// <summary>
/// The steps in which a service stops. SIGTERM → `/health/ready` answers 503 at once → for the drain delay requests are still accepted,
/// because load balancers notice late → Kestrel stops listening and finishes the requests it has → background services finish their present
/// work, in the reverse order of their registration → telemetry is flushed.
/// </summary>
public static class LifetimeExtensions
{
    private const double ShutdownSeconds = 20;

    /// <summary>
    /// Adds the drain delay, <c>Lifetime:DrainSeconds</c> (default 0; on Kubernetes at least as long as an endpoint's removal takes, about
    /// 5), and allows 20 s after it for everything else. A container's grace period must be longer than both together. An idle process
    /// returns memory to the system (<see cref="IdleMemory"/>).
    /// </summary>
    public static WebApplicationBuilder AddGracefulStop(this WebApplicationBuilder builder)
    {
        var drain = TimeSpan.FromSeconds(builder.Configuration.GetSettings<LifetimeOptions>().DrainSeconds);
        builder.Services.AddSettings<LifetimeOptions>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = drain + TimeSpan.FromSeconds(ShutdownSeconds));
        if (drain > TimeSpan.Zero)
        {
            builder.Services.AddHostedService(_ => new DrainDelay(drain));
        }
        builder.Services.AddHostedService<IdleMemory>();
        return builder;
    }

    /// <summary>Allows the stop to take longer by the time over which the service ends its long connections.</summary>
    public static IServiceCollection AllowForGoodbye(this IServiceCollection services, TimeSpan goodbye) =>
        services.PostConfigure<HostOptions>(host => host.ShutdownTimeout += goodbye);

    // StoppingAsync of every service ends before the first StopAsync (Kestrel's) begins.
    private sealed class DrainDelay(TimeSpan delay) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) =>
            Task.Delay(delay, cancellationToken)
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>How a service stops.</summary>
[Settings("Lifetime")]
public sealed class LifetimeOptions
{
    /// <summary>For how many seconds requests are still accepted after the signal to stop.</summary>
    [Range(0.0, 600.0)]
    public double DrainSeconds { get; init; }
}
