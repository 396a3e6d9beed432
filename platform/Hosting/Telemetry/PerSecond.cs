namespace Community.Platform.Hosting.Telemetry;

/// <summary>Allows so many events in each second of the clock. It takes no lock, because each request of the gateway asks it.</summary>
internal sealed class PerSecond(int most, TimeProvider clock)
{
    private const int CountBits = 24;
    private const long CountMask = (1L << CountBits) - 1;

    // The second, and behind it the number of events in it.
    private long _events;

    /// <summary>False: there were enough in this second.</summary>
    public bool TryTake()
    {
        var second = clock.GetTimestamp() / clock.TimestampFrequency;
        while (true)
        {
            var before = Volatile.Read(ref _events);
            var count = before >> CountBits == second ? before & CountMask : 0;
            if (count >= most)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _events, (second << CountBits) | (count + 1), before) == before)
            {
                return true;
            }
        }
    }
}
