using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Hosting.Lifetime;

/// <summary>
/// Work that a service repeats in the background. Repeated failures are logged once, not each time, and the work is tried again; the
/// process goes on. Every instance runs it, and the work must be safe for that. The first round is at a random time of the second half of
/// the interval, so that works do not run in step.
/// </summary>
/// <param name="every">The least time from the end of a round to the next.</param>
/// <param name="clock">The clock of the rounds.</param>
/// <param name="logger">Where failures are logged.</param>
/// <param name="signal">The signal that starts a round earlier; null: none.</param>
/// <param name="apart">The least time from one round to the next one that the signal starts.</param>
public abstract partial class PeriodicWork(
    TimeSpan every,
    TimeProvider clock,
    ILogger logger,
    WakeSignal? signal = null,
    TimeSpan apart = default
) : BackgroundService
{
    private bool _isFailing;

    /// <summary>The clock of the rounds.</summary>
    protected TimeProvider Clock => clock;

    /// <summary>One round.</summary>
    protected abstract Task RunOnceAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await WaitForFirstAsync(stoppingToken);
            await TryAsync(stoppingToken);
            using var timer = new PeriodicTimer(every, clock);
            while (await WaitAsync(timer, stoppingToken))
            {
                await TryAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops. Another instance, or the next start, continues.
        }
    }

    // Works of one interval that began together would always run together, each on a connection of its own.
    private Task WaitForFirstAsync(CancellationToken cancellationToken)
    {
        var first = every * (0.5 + (Random.Shared.NextDouble() / 2));
        return signal is null ? Task.Delay(first, clock, cancellationToken) : signal.WaitAsync(first, cancellationToken);
    }

    private async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        if (signal is null)
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }

        await signal.WaitAsync(every, cancellationToken, apart);
        return true;
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunOnceAsync(cancellationToken);
            _isFailing = false;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            if (!_isFailing)
            {
                Log.Failed(logger, GetType().Name, failure.GetBaseException().Message);
            }

            _isFailing = true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Work} failed and is tried again until it works: {Reason}")]
        public static partial void Failed(ILogger logger, string work, string reason);
    }
}
