using System.Diagnostics;
using System.Threading.Channels;

namespace Community.ServiceDefaults.Lifetime;

/// <summary>Wakes a worker of this process when there is something for it. Many wakes before it looks are one. One worker waits.</summary>
public class WakeSignal
{
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private long _returned;

    /// <summary>Says that there is something to do. Cheap, never blocks, any thread.</summary>
    public void Wake() => _wakes.Writer.TryWrite(true);

    /// <summary>Returns at the next wake, or after <paramref name="sweep"/> at the latest, for what other instances left.</summary>
    /// <param name="sweep">How long to wait for a wake.</param>
    /// <param name="stopping">Ends the wait with an exception.</param>
    /// <param name="apart">From one return to the next, at least: what comes one by one all the time is served in rounds, and what comes alone at once.</param>
    /// <exception cref="OperationCanceledException">It stops.</exception>
    public async Task WaitAsync(TimeSpan sweep, CancellationToken stopping, TimeSpan apart = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(sweep);
        try
        {
            await _wakes.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // Nobody woke us: time to sweep up what another instance left.
        }

        if (apart - Stopwatch.GetElapsedTime(_returned) is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, stopping);
            _wakes.Reader.TryRead(out _);
        }

        _returned = Stopwatch.GetTimestamp();
    }
}
