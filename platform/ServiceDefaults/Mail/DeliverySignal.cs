namespace Community.ServiceDefaults.Mail;

/// <summary>Wakes the delivery worker of this process. Set by every commit that contains a delivery; a sweep covers what it misses.</summary>
public sealed class DeliverySignal : IDisposable
{
    private readonly SemaphoreSlim _waiting = new(0, 1);

    /// <summary>Says that there is something to deliver. Cheap, never blocks, any thread.</summary>
    public void Wake()
    {
        try
        {
            if (_waiting.CurrentCount == 0) _waiting.Release();
        }
        catch (SemaphoreFullException)
        {
            // another thread said so at the same moment: once is enough
        }
    }

    internal Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _waiting.WaitAsync(atMost, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _waiting.Dispose();
}
