namespace Community.Messaging.Realtime;

/// <summary>
/// Counts the signals of this instance that did not reach the others, and remembers when signals to this instance were lost last. Both
/// are counted as they happen, so that a loss between two looks is not missed.
/// </summary>
internal sealed class SignalLosses(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private long _dropped;
    private long? _missedAt;

    /// <summary>How many signals of this instance may not have reached the others.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Counts a signal of this instance that may not reach the others.</summary>
    public void Drop()
    {
        Interlocked.Increment(ref _dropped);
        RealtimeMetrics.Dropped.Add(1);
    }

    /// <summary>Signals to this instance may have been lost just now.</summary>
    public void Miss()
    {
        lock (_gate)
        {
            _missedAt = clock.GetTimestamp();
        }
    }

    /// <summary>Whether signals to this instance may have been lost within this time.</summary>
    public bool HasMissedWithin(TimeSpan time)
    {
        lock (_gate)
        {
            return _missedAt is { } at && clock.GetElapsedTime(at) < time;
        }
    }
}
