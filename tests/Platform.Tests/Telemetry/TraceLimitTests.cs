using System.Diagnostics;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Tests.Authentication;
using OpenTelemetry.Trace;

namespace Community.Platform.Tests.Telemetry;

public sealed class TraceLimitTests
{
    private const int Many = 1000;
    private const string Sampled = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string NotSampled = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    [Fact]
    public void ManyTracesThatBeginHereAreRecordedUpToALimit() =>
        Recorded(default(ActivityContext)).ShouldBeInRange(3, Many - 1, "three at once, and three a second");

    [Fact]
    public void TracesOfStrangersAreRecordedUpToALimit()
    {
        var clock = new ManualClock();
        var traces = new StrangersTraces(perSecond: 3, clock);
        Enumerable.Range(0, Many).Count(_ => Extract(traces, Sampled) == Sampled).ShouldBe(3);
        Extract(traces, Sampled).ShouldBe(NotSampled, "its ids stay");
        clock.Advance(TimeSpan.FromSeconds(1));
        Extract(traces, Sampled).ShouldBe(Sampled);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("00-00", null)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-zz", null)]
    [InlineData(NotSampled, NotSampled)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-02", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-02")]
    public void OtherTraceParentsTakeNoPlace(string? traceParent, string? extracted)
    {
        var traces = new StrangersTraces(perSecond: 1, new ManualClock());
        Extract(traces, traceParent).ShouldBe(extracted);
        Extract(traces, Sampled).ShouldBe(Sampled);
    }

    [Fact]
    public void EachSecondHasItsOwnTraces()
    {
        var clock = new ManualClock();
        var sampler = TraceLimit.Of(perSecond: 3, clock);
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
        var sampler = TraceLimit.Of(perSecond: 100, new ManualClock());
        var recorded = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Recorded(sampler, default))));
        recorded.Sum().ShouldBe(100);
    }

    [Fact]
    public void TracesOfTheFleetAreRecordedAsTheirFirstProcessDecided()
    {
        Recorded(Parent(ActivityTraceFlags.Recorded)).ShouldBe(Many);
        Recorded(Parent(ActivityTraceFlags.None)).ShouldBe(0);
    }

    [Fact]
    public void InnerSpansAreRecordedWithTheirTrace()
    {
        Recorded(Parent(ActivityTraceFlags.Recorded, isRemote: false)).ShouldBe(Many);
        Recorded(Parent(ActivityTraceFlags.None, isRemote: false)).ShouldBe(0);
    }

    [Fact]
    public void BackgroundWorkTakesNoPlaceOfRequests()
    {
        var sampler = TraceLimit.Of(perSecond: 3, new ManualClock());
        Recorded(sampler, default, ActivityKind.Client).ShouldBe(3);
        Recorded(sampler, default, ActivityKind.Internal).ShouldBe(0);
        Recorded(sampler, default).ShouldBe(3);
        Recorded(sampler, default, ActivityKind.Consumer).ShouldBe(0);
    }

    private static ActivityContext Parent(ActivityTraceFlags flags, bool isRemote = true) =>
        new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags, isRemote: isRemote);

    private static string? Extract(StrangersTraces traces, string? traceParent)
    {
        traces.ExtractTraceIdAndState(
            carrier: null,
            (_, field, out value, out values) => (value, values) = (field == "traceparent" ? traceParent : null, null),
            out var extracted,
            out var _
        );
        return extracted;
    }

    private static int Recorded(ActivityContext parent) => Recorded(TraceLimit.Of(perSecond: 3), parent);

    private static int Recorded(Sampler sampler, ActivityContext parent, ActivityKind kind = ActivityKind.Server) =>
        Enumerable
            .Range(0, Many)
            .Count(_ =>
                sampler.ShouldSample(new(parent, ActivityTraceId.CreateRandom(), "GET /", kind)).Decision
                == SamplingDecision.RecordAndSample
            );
}
