namespace Community.Messaging.Realtime;

/// <summary>
/// Lets only so many into channels at once. When an instance dies, all its clients come to the others at the same moment: they wait here, where it costs
/// nothing, and not for the database's connections, which those who write and read meanwhile need as well.
/// </summary>
internal sealed class EntranceQueue : IDisposable
{
    private const int AtOnce = 12;
    private readonly SemaphoreSlim _free = new(AtOnce);

    /// <summary>Reads what somebody needs who gets in.</summary>
    public async Task<T> PassAsync<T>(Func<Task<T>> read, CancellationToken cancel)
    {
        await _free.WaitAsync(cancel);
        try
        {
            return await read();
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();
}
