namespace Community.Platform.Hosting.Lifetime;

/// <summary>Lets one caller pass in each interval, however many try at once. Thread safe.</summary>
/// <param name="interval">The least time between two that pass; the first passes at once.</param>
/// <param name="clock">The time.</param>
public sealed class Cooldown(TimeSpan interval, TimeProvider clock)
{
    private long _opensAt = clock.GetTimestamp();

    /// <summary>Whether this caller passes.</summary>
    public bool TryPass()
    {
        var (now, opensAt) = (clock.GetTimestamp(), Interlocked.Read(ref _opensAt));
        var next = now + (long)(interval.TotalSeconds * clock.TimestampFrequency);
        return now >= opensAt && Interlocked.CompareExchange(ref _opensAt, next, opensAt) == opensAt;
    }
}
