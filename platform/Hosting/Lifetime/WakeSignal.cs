using System.Diagnostics;
using System.Threading.Channels;

namespace Community.Platform.Hosting.Lifetime;

/// <summary>
/// Wakes a worker of this process when there is work. Several wakes before the worker runs count as one. Only one worker may wait.
/// </summary>
public class WakeSignal
{
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );

    private long _returned;

    /// <summary>Signals that there is work. Cheap, never blocks, thread safe.</summary>
    public void Wake() => _wakes.Writer.TryWrite(true);

    /// <summary>Returns at the next wake, or after <paramref name="sweep"/> at the latest, for work that other instances left.</summary>
    /// <param name="sweep">How long to wait for a wake.</param>
    /// <param name="cancellationToken">Ends the wait with an exception.</param>
    /// <param name="apart">
    /// The least time from one return to the next. A steady stream of wakes is served in rounds, a single wake at once.
    /// </param>
    /// <exception cref="OperationCanceledException">The process stops.</exception>
    public async Task WaitAsync(TimeSpan sweep, CancellationToken cancellationToken, TimeSpan apart = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(sweep);
        try
        {
            await _wakes.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // There was no wake. The worker sweeps for work that another instance left.
        }

        if (apart - Stopwatch.GetElapsedTime(_returned) is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, cancellationToken);
            _wakes.Reader.TryRead(out _);
        }

        _returned = Stopwatch.GetTimestamp();
    }
}
