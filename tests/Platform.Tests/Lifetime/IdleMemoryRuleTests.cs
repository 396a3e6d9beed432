using Community.Platform.Hosting.Lifetime;

namespace Community.Platform.Tests.Lifetime;

public sealed class IdleMemoryRuleTests
{
    private const long Megabyte = 1 << 20;
    private readonly IdleMemoryRule _rule = new();
    private double _time;
    private double _processor;

    [Fact]
    public void MemoryIsReturnedWhenAStartOrABurstIsOver()
    {
        After(seconds: 5, ofProcessor: 0, committed: 80).ShouldBeFalse("the first look only remembers");
        After(5, 0.9, 80).ShouldBeFalse("it works");
        After(5, 0.02, 80).ShouldBeFalse("it has been idle for five seconds only");
        After(5, 0.02, 80).ShouldBeTrue();
    }

    [Fact]
    public void WorkInBetweenBeginsTheWaitAgain()
    {
        After(5, 0, 80);
        After(5, 0.02, 80).ShouldBeFalse();
        After(5, 0.5, 80).ShouldBeFalse();
        After(5, 0.02, 80).ShouldBeFalse();
        After(5, 0.02, 80).ShouldBeTrue();
    }

    [Fact]
    public void AnIdleHeapThatHasNotGrownIsLeftAlone()
    {
        After(5, 0, 80);
        After(10, 0.02, 80).ShouldBeTrue();
        _rule.Kept(40 * Megabyte);
        After(10, 0.02, 47).ShouldBeFalse("a tenth and 4 MB are allowed");
        After(10, 0.02, 49).ShouldBeTrue();
        _rule.Kept(44 * Megabyte);
        After(1000, 0.02, 44).ShouldBeFalse();
    }

    private bool After(double seconds, double ofProcessor, long committed)
    {
        _time += seconds;
        _processor += seconds * ofProcessor;
        return _rule.IsTime(_time, _processor, committed * Megabyte);
    }
}
