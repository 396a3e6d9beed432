using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Community.ServiceDefaults.Lifetime;

/// <summary>
/// Work that a service does by itself, again and again. A round that fails is said once, not each time, and tried again; the
/// process goes on. Every instance runs it: the work itself must bear that.
/// </summary>
/// <param name="every">From the end of a round to the next, at least.</param>
/// <param name="clock">The clock that the rounds go by.</param>
/// <param name="logger">Where a failure is said.</param>
/// <param name="signal">What wakes it for a round between; null: nothing does.</param>
/// <param name="apart">From one round to the next that is woken, at least.</param>
public abstract partial class PeriodicWork(TimeSpan every, TimeProvider clock, ILogger logger, WakeSignal? signal = null, TimeSpan apart = default) : BackgroundService
{
    private bool _isFailing;

    /// <summary>The clock that the rounds go by.</summary>
    protected TimeProvider Clock => clock;

    /// <summary>One round.</summary>
    protected abstract Task RunOnceAsync(CancellationToken stopping);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, clock);
        try
        {
            while (await WaitAsync(timer, stoppingToken))
            {
                await TryAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops; another instance, or the next start, goes on.
        }
    }

    private async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        if (signal is null)
        {
            return await timer.WaitForNextTickAsync(stopping);
        }

        await signal.WaitAsync(every, stopping, apart);
        return true;
    }

    private async Task TryAsync(CancellationToken stopping)
    {
        try
        {
            await RunOnceAsync(stopping);
            _isFailing = false;
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            if (!_isFailing)
            {
                LogFailed(logger, GetType().Name, failure.GetBaseException().Message);
            }

            _isFailing = true;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Work} failed and is tried again until it works: {Reason}")]
    private static partial void LogFailed(ILogger logger, string work, string reason);
}
