namespace Community.Identity.Tests;

/// <summary>The real clock, set forward by the test. Timers go on in real time.</summary>
internal sealed class TestClock : TimeProvider
{
    private long _ahead;

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));
}
