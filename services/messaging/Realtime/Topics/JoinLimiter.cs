namespace Community.Messaging.Realtime;

/// <summary>
/// Limits how many clients join channels at once. When an instance dies, all its clients come to the others at the same moment. They wait
/// here, where it costs nothing, and not for the database's connections, which readers and writers need meanwhile.
/// </summary>
internal sealed class JoinLimiter : IDisposable
{
    private const int AtOnce = 12;
    private readonly SemaphoreSlim _free = new(AtOnce);

    /// <summary>Runs the reads that a joining client needs, when its turn has come.</summary>
    public async Task<T> PassAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
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
