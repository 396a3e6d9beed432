using Community.AppHost.Telemetry;

namespace Community.AppHost.Tests.Telemetry;

/// <summary>Traces in memory: failed and slow ones outlive the others, and leave room for them.</summary>
public sealed class TraceStoreTests
{
    private const long Millisecond = 1_000_000;

    [Theory]
    [InlineData(true, 5)]
    [InlineData(false, 1_500)]
    public void AFailedOrSlowTraceOutlivesManyOthers(bool isError, long milliseconds)
    {
        var store = new TraceStore(mostTraces: 100, mostBytes: 10_000_000);
        store.Add(Span(1, isError, milliseconds));
        for (var id = 2; id < 1_000; id++)
        {
            store.Add(Span((UInt128)id, isError: false, 5));
        }

        store.Find(1).Count.ShouldBe(1);
        store.Find(500).ShouldBeEmpty();
        store.Read(traces => traces.Count()).ShouldBe(100);
        // A span that arrives late joins its trace.
        store.Add(Span(1, isError: false, 5));
        store.Find(1).Count.ShouldBe(2);
    }

    [Fact]
    public void AQuarterOfTheRoomIsForOrdinaryTraces()
    {
        var store = new TraceStore(mostTraces: 1_000_000, mostBytes: 200_000);
        for (var id = 1; id < 5_000; id++)
        {
            store.Add(Span((UInt128)id, isError: id % 2 == 0, 5));
            store.Bytes.ShouldBeLessThanOrEqualTo(200_000);
        }

        var (failed, fine) = store.Read(traces => (traces.Count(trace => trace.Errors > 0), traces.Count(trace => trace.Errors == 0)));
        failed.ShouldBeGreaterThan(fine);
        fine.ShouldBeGreaterThan(failed / 10);
        store.Clear();
        store.Bytes.ShouldBe(0);
    }

    /// <summary>Where each kept trace made room for one that had grown large, nothing was left for ordinary ones after a while.</summary>
    [Fact]
    public void LargeFailedTracesTakeThePlaceOfManySmallOnes()
    {
        const int Room = 200_000;
        var store = new TraceStore(mostTraces: 1_000_000, mostBytes: Room);
        for (var id = 1; id < 1_000; id++)
        {
            store.Add(Span((UInt128)id, isError: true, 5));
        }

        for (var id = 1_000; id < 1_200; id++)
        {
            for (var span = 0; span < 40; span++)
            {
                store.Add(Span((UInt128)id, isError: true, 5));
            }
        }

        for (var id = 2_000; id < 3_000; id++)
        {
            store.Add(Span((UInt128)id, isError: false, 5));
        }

        var (failed, fine) = store.Read(traces => (Sizes(traces, notable: true), Sizes(traces, notable: false)));
        failed.ShouldBeInRange(Room / 2, Room / 4 * 3);
        fine.ShouldBeGreaterThan(Room / 5);
    }

    [Fact]
    public void FailedTracesThatGrowLateLeaveRoomForOrdinaryOnes()
    {
        const int Room = 200_000;
        var store = new TraceStore(mostTraces: 1_000_000, mostBytes: Room);
        for (var id = 1; id < 2_000; id++)
        {
            store.Add(Span((UInt128)id, isError: id <= 500, 5));
        }

        for (var id = 1; id <= 500; id++)
        {
            store.Add(Span((UInt128)id, isError: false, 5));
        }

        for (var id = 2_000; id < 3_000; id++)
        {
            store.Add(Span((UInt128)id, isError: false, 5));
        }

        store.Read(traces => Sizes(traces, notable: false)).ShouldBeGreaterThan(Room / 5);
    }

    private static long Sizes(IEnumerable<Trace> traces, bool notable) =>
        traces.Where(trace => trace.IsNotable == notable).Sum(trace => trace.Size);

    private static SpanRecord Span(UInt128 trace, bool isError, long milliseconds) =>
        new()
        {
            Sender = new Sender("gateway", "1", new Dictionary<string, object?>(StringComparer.Ordinal)),
            Scope = "tests",
            TraceId = trace,
            SpanId = 1,
            ParentId = 0,
            Name = "GET /",
            Kind = SpanKind.Server,
            Start = 1_000_000,
            Duration = milliseconds * Millisecond,
            IsError = isError,
            Body = new byte[100],
        };
}
