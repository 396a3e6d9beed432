using System.Diagnostics;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Tests.Authentication;
using OpenTelemetry.Trace;

namespace Community.Platform.Tests.Telemetry;

public sealed class TraceLimitTests
{
    private const int Many = 1000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ManyTracesThatBeginHereAreRecordedUpToALimit(bool isEdge) =>
        Recorded(isEdge, default).ShouldBeInRange(3, Many - 1, "three at once, and three a second");

    [Fact]
    public void TracesOfStrangersAreRecordedUpToALimit() =>
        Recorded(isEdge: true, Parent(ActivityTraceFlags.Recorded)).ShouldBeInRange(3, Many - 1);

    [Fact]
    public void EachSecondHasItsOwnTraces()
    {
        var clock = new ManualClock();
        var sampler = TraceLimit.Of(perSecond: 3, isEdge: true, clock);
        Recorded(sampler, default).ShouldBe(3);
        Recorded(sampler, default).ShouldBe(0);
        clock.Advance(TimeSpan.FromSeconds(1));
        Recorded(sampler, default).ShouldBe(3);
        clock.Advance(TimeSpan.FromHours(1));
        Recorded(sampler, default).ShouldBe(3);
    }

    [Fact]
    public async Task ManyThreadsTogetherBeginNoMore()
    {
        var sampler = TraceLimit.Of(perSecond: 100, isEdge: true, new ManualClock());
        var recorded = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Recorded(sampler, default))));
        recorded.Sum().ShouldBe(100);
    }

    [Fact]
    public void TracesOfTheFleetAreRecordedAsTheirFirstProcessDecided()
    {
        Recorded(isEdge: false, Parent(ActivityTraceFlags.Recorded)).ShouldBe(Many);
        Recorded(isEdge: false, Parent(ActivityTraceFlags.None)).ShouldBe(0);
        Recorded(isEdge: true, Parent(ActivityTraceFlags.None)).ShouldBe(0);
    }

    [Fact]
    public void InnerSpansAreRecordedWithTheirTrace()
    {
        Recorded(isEdge: true, Parent(ActivityTraceFlags.Recorded, isRemote: false)).ShouldBe(Many);
        Recorded(isEdge: true, Parent(ActivityTraceFlags.None, isRemote: false)).ShouldBe(0);
    }

    [Fact]
    public void BackgroundWorkTakesNoPlaceOfRequests()
    {
        var sampler = TraceLimit.Of(perSecond: 3, isEdge: true, new ManualClock());
        Recorded(sampler, default, ActivityKind.Client).ShouldBe(3);
        Recorded(sampler, default, ActivityKind.Internal).ShouldBe(0);
        Recorded(sampler, default).ShouldBe(3);
        Recorded(sampler, default, ActivityKind.Consumer).ShouldBe(0);
    }

    private static ActivityContext Parent(ActivityTraceFlags flags, bool isRemote = true) =>
        new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags, isRemote: isRemote);

    private static int Recorded(bool isEdge, ActivityContext parent) => Recorded(TraceLimit.Of(perSecond: 3, isEdge), parent);

    private static int Recorded(Sampler sampler, ActivityContext parent, ActivityKind kind = ActivityKind.Server) =>
        Enumerable
            .Range(0, Many)
            .Count(_ =>
                sampler.ShouldSample(new(parent, ActivityTraceId.CreateRandom(), "GET /", kind)).Decision
                == SamplingDecision.RecordAndSample
            );
}
