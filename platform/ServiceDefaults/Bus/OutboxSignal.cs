using System.Threading.Channels;

namespace Community.ServiceDefaults.Bus;

/// <summary>Wakes this instance's dispatcher when something was committed to the outbox. Many wakes before it looks are one.</summary>
internal sealed class OutboxSignal
{
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Wake() => _wakes.Writer.TryWrite(true);

    /// <summary>Returns at the next wake, or after <paramref name="sweep"/> at the latest.</summary>
    public async Task WaitAsync(TimeSpan sweep, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(sweep);
        try
        {
            await _wakes.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody woke us: time to sweep up what another instance left.
        }
    }
}
