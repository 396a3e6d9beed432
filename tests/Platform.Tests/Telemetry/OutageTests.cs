using Community.Platform.Hosting.Telemetry;
using Community.Platform.Tests.Authentication;

namespace Community.Platform.Tests.Telemetry;

/// <summary>When an outage of a neighbour is reported.</summary>
public sealed class OutageTests
{
    private readonly ManualClock _clock = new();
    private readonly Outage _outage;

    public OutageTests() => _outage = new(_clock);

    [Fact]
    public void ARestartIsNotReported()
    {
        _outage.Fail().ShouldBeFalse();
        _outage.IsOn.ShouldBeTrue();
        _clock.Advance(Outage.Unreported - TimeSpan.FromMilliseconds(1));
        _outage.Fail().ShouldBeFalse();
        _outage.End().ShouldBeFalse();
        _outage.IsOn.ShouldBeFalse();
    }

    [Fact]
    public void ALongOutageIsReportedOnceAndSoIsItsEnd()
    {
        _outage.Fail().ShouldBeFalse();
        _clock.Advance(Outage.Unreported);
        _outage.Fail().ShouldBeTrue();
        _clock.Advance(Outage.Unreported);
        _outage.Fail().ShouldBeFalse();
        _outage.End().ShouldBeTrue();
        _outage.End().ShouldBeFalse();
    }

    [Fact]
    public void TheNextOutageBeginsAnew()
    {
        _outage.Fail();
        _clock.Advance(Outage.Unreported);
        _outage.Fail().ShouldBeTrue();
        _outage.End();
        _clock.Advance(Outage.Unreported);
        _outage.Fail().ShouldBeFalse();
        _outage.End().ShouldBeFalse();
    }
}
