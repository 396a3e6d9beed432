using System.Diagnostics;
using Community.Platform.Hosting.Lifetime;

namespace Community.Platform.Tests.Lifetime;

/// <summary>The signal that wakes a worker.</summary>
public sealed class WakeSignalTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task ManyWakesAreOne()
    {
        var signal = new WakeSignal();
        for (var i = 0; i < 10; i++)
        {
            signal.Wake();
        }

        await signal.WaitAsync(Long, CancellationToken.None);
        signal.WaitAsync(Long, CancellationToken.None).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task WithoutAWakeItReturnsAfterTheSweepAndAtAStopItThrows()
    {
        var signal = new WakeSignal();
        await signal.WaitAsync(TimeSpan.FromMilliseconds(10), CancellationToken.None);

        using var stop = new CancellationTokenSource();
        var waiting = signal.WaitAsync(Long, stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
    }

    [Fact]
    public async Task AStreamOfWakesIsServedInRoundsAndOneAloneAtOnce()
    {
        var (signal, apart) = (new WakeSignal(), TimeSpan.FromMilliseconds(200));
        signal.Wake();
        await signal.WaitAsync(Long, CancellationToken.None, apart);
        var returned = Stopwatch.GetTimestamp();

        signal.Wake();
        var second = signal.WaitAsync(Long, CancellationToken.None, apart);
        signal.Wake();
        await second;
        Stopwatch.GetElapsedTime(returned).ShouldBeGreaterThan(apart * 0.8);
        signal.WaitAsync(Long, CancellationToken.None, apart).IsCompleted.ShouldBeFalse("what came while it rested belongs to the round");
    }
}
