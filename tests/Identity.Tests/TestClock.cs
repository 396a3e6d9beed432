namespace Community.Identity.Tests;

/// <summary>The real clock, set forward by the test. Timers run in real time.</summary>
internal sealed class TestClock : TimeProvider
{
    private long _ahead;
    private long _stoppedAt;

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);

    /// <summary>Stops the time until the result is disposed of, so that a slow machine changes nothing.</summary>
    public IDisposable Stop()
    {
        Interlocked.Exchange(ref _stoppedAt, System.GetUtcNow().UtcTicks);
        return new Stopped(this);
    }

    public override DateTimeOffset GetUtcNow()
    {
        var stoppedAt = Interlocked.Read(ref _stoppedAt);
        var now = stoppedAt == 0 ? System.GetUtcNow() : new DateTimeOffset(stoppedAt, TimeSpan.Zero);
        return now.AddTicks(Interlocked.Read(ref _ahead));
    }

    private sealed class Stopped(TestClock clock) : IDisposable
    {
        public void Dispose() => Interlocked.Exchange(ref clock._stoppedAt, 0);
    }
}
