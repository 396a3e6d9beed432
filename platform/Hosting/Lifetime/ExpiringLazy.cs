namespace Community.Platform.Hosting.Lifetime;

/// <summary>
/// A large value that is read when it is needed, and released when it was not needed for a while, so that an idle process is small. Callers
/// ask for it with each use, and do not keep it. Safe for concurrent use.
/// </summary>
/// <param name="read">Reads the value; the same each time, and fast enough to be repeated.</param>
/// <param name="idle">The value is released between one and two of these after its last use.</param>
/// <param name="clock">The clock.</param>
public sealed class ExpiringLazy<T>(Func<T> read, TimeSpan idle, TimeProvider clock)
    where T : class
{
    private readonly Lock _gate = new();
    private T? _value;
    private ITimer? _timer;
    private long _usedAt;

    /// <summary>The value, read now unless it is there. If it cannot be read, the next use tries again.</summary>
    public T Value
    {
        get
        {
            lock (_gate)
            {
                _usedAt = clock.GetTimestamp();
                if (_value is null)
                {
                    _value = read();
                    _timer = clock.CreateTimer(static self => ((ExpiringLazy<T>)self!).Release(), this, idle, idle);
                }

                return _value;
            }
        }
    }

    private void Release()
    {
        lock (_gate)
        {
            if (_value is null || clock.GetElapsedTime(_usedAt) < idle)
            {
                return;
            }

            _value = null;
            _timer?.Dispose();
            _timer = null;
        }

        IdleMemory.ExpectGarbage();
    }
}
