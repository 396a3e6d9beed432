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
        _outage.End().ShouldBeFalse();
        _outage.IsOn.ShouldBeFalse();
        _clock.Advance(Outage.Unreported);
        _outage.End().ShouldBeTrue();
        _outage.End().ShouldBeFalse();
    }

    [Fact]
    public void ANeighbourThatFailsEverySecondTimeIsReportedOnce()
    {
        var reports = 0;
        for (var second = 0; second < 60; second++)
        {
            reports += _outage.Fail() ? 1 : 0;
            _clock.Advance(TimeSpan.FromSeconds(0.5));
            _outage.End().ShouldBeFalse();
            _clock.Advance(TimeSpan.FromSeconds(0.5));
        }

        reports.ShouldBe(1);
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
