using Community.AppHost.Telemetry;

namespace Community.AppHost.Tests.Telemetry;

/// <summary>Metrics in memory: increases within a window, and the points that are dropped when there is no room.</summary>
public sealed class MetricStoreTests
{
    private const string Meter = "Microsoft.AspNetCore.Hosting";
    private const string Name = "http.server.request.duration";
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly double[] Bounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    [Fact]
    public void TheFirstPointOfASenderThatHadCountedBeforeIsNoIncrease()
    {
        var store = new MetricStore(100, 1_000_000, TimeSpan.FromHours(1));
        var start = Now - TimeSpan.FromHours(5);
        store.Add(Point("/old", 1_000, Now - TimeSpan.FromSeconds(30), start));
        store.Add(Point("/old", 1_001, Now - TimeSpan.FromSeconds(20), start));
        // A route that is called for the first time: its count began here.
        store.Add(Point("/new", 3, Now - TimeSpan.FromSeconds(10), start));
        Counts(store).ShouldBe([("/new", 3), ("/old", 1)], ignoreOrder: true);
    }

    [Fact]
    public void AProcessThatHasJustStartedCountsFromItsStart()
    {
        var store = new MetricStore(100, 1_000_000, TimeSpan.FromHours(1));
        store.Add(Point("/", 7, Now - TimeSpan.FromSeconds(10), Now - TimeSpan.FromSeconds(25)));
        store.Add(Point("/later", 2, Now, Now - TimeSpan.FromSeconds(25)));
        Counts(store).ShouldBe([("/", 7), ("/later", 2)], ignoreOrder: true);
    }

    [Fact]
    public void AfterAClearOnlyWhatComesThenCounts()
    {
        var store = new MetricStore(100, 1_000_000, TimeSpan.FromHours(1));
        var start = Now - TimeSpan.FromMinutes(10);
        store.Add(Point("/", 1_000, start + TimeSpan.FromSeconds(10), start));
        store.Clear();
        store.Add(Point("/", 1_000, Now - TimeSpan.FromSeconds(20), start));
        store.Add(Point("/", 1_001, Now - TimeSpan.FromSeconds(10), start));
        Counts(store).ShouldBe([("/", 1)]);
    }

    [Fact]
    public void AnHourOfManyBusyHistogramsIsKeptCoarserAndWhole()
    {
        const long limit = 6_000_000;
        var store = new MetricStore(2_000, limit, TimeSpan.FromHours(1));
        var start = Now - TimeSpan.FromHours(1);
        for (var step = 1; step <= 360; step++)
        {
            for (var route = 0; route < 200; route++)
            {
                store.Add(Point($"/{route}", step, start + (step * TimeSpan.FromSeconds(10)), start));
            }
        }

        store.Bytes.ShouldBeLessThanOrEqualTo(limit);
        var routes = MetricQueries.Routes(store, TimeSpan.FromHours(1), Now);
        routes.Count.ShouldBe(200);
        // The newest minutes are as they came; the total of the hour is right but for the step at its beginning.
        routes.ShouldAllBe(route => route.Count >= 350 && route.Count <= 360);
        MetricQueries.Routes(store, TimeSpan.FromMinutes(3), Now).ShouldAllBe(route => route.Count == 18);
    }

    private static IEnumerable<(string Route, long Count)> Counts(MetricStore store) =>
        MetricQueries.Routes(store, Window, Now).Select(route => (route.Route, route.Count));

    private static ReceivedPoint Point(string route, long count, DateTimeOffset time, DateTimeOffset start)
    {
        var buckets = new long[Bounds.Length + 1];
        buckets[3] = count;
        return new(
            new Sender("gateway", "1", new Dictionary<string, object?>(StringComparer.Ordinal)),
            new InstrumentIdentity(Meter, Name, "", "s", InstrumentKind.Histogram),
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["http.route"] = route },
            new MetricPoint(Period.Nanoseconds(time), count * 0.03, count, buckets),
            Bounds,
            IsDelta: false,
            Period.Nanoseconds(start),
            []
        );
    }
}
