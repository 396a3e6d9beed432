namespace Community.AppHost.Telemetry;

/// <summary>An instrument in the tree.</summary>
/// <param name="Dimensions">The attributes of its series, each with its values.</param>
internal sealed record InstrumentView(
    string Meter,
    string Name,
    string Description,
    string Unit,
    InstrumentKind Kind,
    IReadOnlyList<string> Services,
    int Series,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Dimensions
);

/// <summary>The values that a chart of an instrument shows.</summary>
internal enum MetricView
{
    /// <summary>Gauges: the value. Counters: the rate per second. Histograms: p50, p90 and p99, or p95 by dimension.</summary>
    Value,

    /// <summary>Histograms: measured values per second. Others: as <see cref="Value"/>.</summary>
    Count,
}

/// <summary>A chart's question.</summary>
/// <param name="Service">Null: all.</param>
/// <param name="By">The attribute (or <c>service</c>) whose values get a line each; null: one line.</param>
/// <param name="Where">Attributes that a series must have.</param>
/// <param name="Window">How far back.</param>
internal sealed record MetricQuery(
    string Meter,
    string Name,
    string? Service,
    string? By,
    IReadOnlyList<KeyValuePair<string, string>> Where,
    MetricView View,
    TimeSpan Window
);

/// <summary>A line of a chart; null where nothing is known.</summary>
internal sealed record MetricLine(string Label, IReadOnlyList<double?> Values);

/// <summary>A measured value with its trace.</summary>
internal sealed record ExemplarView(double Time, double Value, string TraceId, string SpanId);

/// <summary>A chart.</summary>
/// <param name="Times">Seconds since 1970, the end of each step.</param>
/// <param name="StepSeconds">The length of a step.</param>
internal sealed record MetricChart(
    InstrumentView Instrument,
    double StepSeconds,
    IReadOnlyList<double> Times,
    IReadOnlyList<MetricLine> Lines,
    IReadOnlyList<ExemplarView> Exemplars
);

/// <summary>The requests of one route.</summary>
/// <param name="Count">In the whole window.</param>
/// <param name="Rate">Per second.</param>
/// <param name="Errors">Answers with 5xx.</param>
/// <param name="Refusals">Answers with 4xx.</param>
/// <param name="P50">Milliseconds, as the next two.</param>
internal sealed record RouteView(
    string Service,
    string Method,
    string Route,
    long Count,
    double Rate,
    long Errors,
    long Refusals,
    double? P50,
    double? P95,
    double? P99
);

/// <summary>Reads metrics as charts and tables.</summary>
internal static class MetricQueries
{
    /// <summary>Charts have about this number of steps.</summary>
    private const int Steps = 90;

    private const int MostLines = 20;
    private const int MostValues = 100;
    private const string ServerMeter = "Microsoft.AspNetCore.Hosting";
    private const string ServerDuration = "http.server.request.duration";
    private static readonly TimeSpan ShortestStep = TimeSpan.FromSeconds(10);

    // A gauge that was last sent longer ago than this has ended.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(90);

    public static IReadOnlyList<InstrumentView> List(MetricStore store) =>
        store.Read(instruments =>
            (IReadOnlyList<InstrumentView>)
                [
                    .. instruments
                        .Select(View)
                        .OrderBy(view => view.Meter, StringComparer.Ordinal)
                        .ThenBy(view => view.Name, StringComparer.Ordinal),
                ]
        );

    /// <summary>A chart; null if there is no such instrument.</summary>
    public static MetricChart? Chart(MetricStore store, MetricQuery query, DateTimeOffset now) =>
        store.Read(query.Meter, query.Name, instrument => instrument is null ? null : Chart(instrument, query, now));

    /// <summary>The routes of all services, those with most requests first.</summary>
    public static IReadOnlyList<RouteView> Routes(MetricStore store, TimeSpan window, DateTimeOffset now) =>
        store.Read(
            ServerMeter,
            ServerDuration,
            instrument =>
                instrument is null
                    ? []
                    : (IReadOnlyList<RouteView>)
                        [
                            .. instrument
                                .Series.Values.GroupBy(series =>
                                    (
                                        series.Sender.Service,
                                        Method: series.Attributes.GetValueOrDefault("http.request.method", ""),
                                        Route: series.Attributes.GetValueOrDefault("http.route", "(no route)")
                                    )
                                )
                                .Select(group => Route(group.Key.Service, group.Key.Method, group.Key.Route, group, window, now))
                                .Where(route => route.Count > 0)
                                .OrderByDescending(route => route.Count),
                        ]
        );

    private static RouteView Route(
        string service,
        string method,
        string route,
        IEnumerable<Series> group,
        TimeSpan window,
        DateTimeOffset now
    )
    {
        var end = Period.Nanoseconds(now);
        var begin = Period.Nanoseconds(now - window);
        var all = new Sum();
        long errors = 0;
        long refusals = 0;
        foreach (var series in group)
        {
            var increase = Increase(series, begin, end);
            all.Add(increase, series.Bounds);
            switch (series.Attributes.GetValueOrDefault("http.response.status_code", "") is [var first, ..] ? first : ' ')
            {
                case '5':
                    errors += increase.Count;
                    break;
                case '4':
                    refusals += increase.Count;
                    break;
            }
        }

        return new RouteView(
            service,
            method,
            route,
            all.Count,
            Math.Round(all.Count / window.TotalSeconds, 3),
            errors,
            refusals,
            InMilliseconds(all.Quantile(0.5)),
            InMilliseconds(all.Quantile(0.95)),
            InMilliseconds(all.Quantile(0.99))
        );
    }

    private static double? InMilliseconds(double? seconds) => seconds is { } value ? Math.Round(value * 1000, 2) : null;

    private static InstrumentView View(Instrument instrument) =>
        new(
            instrument.Identity.Meter,
            instrument.Identity.Name,
            instrument.Identity.Description,
            instrument.Identity.Unit,
            instrument.Identity.Kind,
            [
                .. instrument
                    .Series.Values.Select(series => series.Sender.Service)
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ],
            instrument.Series.Count,
            instrument
                .Series.Values.SelectMany(series => series.Attributes)
                .GroupBy(pair => pair.Key, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .ToDictionary(
                    group => group.Key,
                    group =>
                        (IReadOnlyList<string>)
                            [
                                .. group
                                    .Select(pair => pair.Value)
                                    .Distinct(StringComparer.Ordinal)
                                    .Order(StringComparer.Ordinal)
                                    .Take(MostValues),
                            ],
                    StringComparer.Ordinal
                )
        );

    private static MetricChart Chart(Instrument instrument, MetricQuery query, DateTimeOffset now)
    {
        var step = TimeSpan.FromTicks(Math.Max(ShortestStep.Ticks, query.Window.Ticks / Steps));
        var count = (int)(query.Window / step);
        var length = (long)step.TotalNanoseconds;
        var end = Period.Nanoseconds(now);
        long[] ends = [.. Enumerable.Range(1, count).Select(i => end - ((count - i) * length))];
        var chosen = instrument
            .Series.Values.Where(series =>
                (query.Service is null || series.Sender.Service == query.Service)
                && query.Where.All(pair => series.Attributes.GetValueOrDefault(pair.Key) == pair.Value)
            )
            .ToList();
        var lines = chosen
            .GroupBy(series => LabelOf(series, query.By), StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Take(MostLines)
            .SelectMany(group => Lines(instrument.Identity.Kind, group.Key, [.. group], query, ends, length));
        var exemplars = chosen
            .SelectMany(series => series.Exemplars)
            .Where(exemplar => exemplar.Time > ends[0] - length)
            .OrderByDescending(exemplar => exemplar.Time)
            .Take(200)
            .Select(exemplar => new ExemplarView(
                exemplar.Time / 1e9,
                exemplar.Value,
                TraceQueries.Hex(exemplar.TraceId),
                TraceQueries.Hex(exemplar.SpanId)
            ));
        return new MetricChart(View(instrument), step.TotalSeconds, [.. ends.Select(time => time / 1e9)], [.. lines], [.. exemplars]);
    }

    private static string LabelOf(Series series, string? by) =>
        by switch
        {
            null or "" => "",
            "service" => series.Sender.Service,
            "instance" => $"{series.Sender.Service} {series.Sender.Instance}",
            _ => series.Attributes.GetValueOrDefault(by, "(none)"),
        };

    private static IEnumerable<MetricLine> Lines(
        InstrumentKind kind,
        string label,
        List<Series> group,
        MetricQuery query,
        long[] ends,
        long step
    )
    {
        if (kind == InstrumentKind.Gauge)
        {
            return [new MetricLine(label is "" ? "value" : label, [.. ends.Select(end => Gauge(group, end))])];
        }

        var sums = ends.Select(end => Total(group, end - step, end)).ToList();
        var perSecond = 1e9 / step;
        if (kind == InstrumentKind.Counter || query.View == MetricView.Count)
        {
            var isCounter = kind == InstrumentKind.Counter;
            return
            [
                new MetricLine(
                    label is "" ? "per second" : label,
                    [.. sums.Select(sum => (double?)((isCounter ? sum.Value : sum.Count) * perSecond))]
                ),
            ];
        }

        (string Name, double Quantile)[] quantiles = label is "" ? [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)] : [($"{label} p95", 0.95)];
        return quantiles.Select(quantile => new MetricLine(quantile.Name, [.. sums.Select(sum => sum.Quantile(quantile.Quantile))]));
    }

    private static double? Gauge(List<Series> group, long end)
    {
        double? value = null;
        foreach (var series in group)
        {
            if (series.LastSeen > end - (long)Silence.TotalNanoseconds && At(series, end) is { } point)
            {
                value = (value ?? 0) + point.Value;
            }
        }

        return value;
    }

    private static Sum Total(List<Series> group, long begin, long end)
    {
        var total = new Sum();
        foreach (var series in group)
        {
            total.Add(Increase(series, begin, end), series.Bounds);
        }

        return total;
    }

    /// <summary>
    /// How much a counter or a histogram grew. A total that shrank was counted from 0 again, by a sender that has restarted; a total
    /// without one before it was counted from 0 too, unless its sender had counted before it was heard here.
    /// </summary>
    private static MetricPoint Increase(Series series, long begin, long end)
    {
        var increase = new MetricPoint(end, 0, 0, null);
        var before = At(series, begin) ?? series.Beginning ?? default;
        foreach (var point in series.Points)
        {
            if (point.Time <= begin || point.Time > end)
            {
                continue;
            }

            var isRestart = point.Count < before.Count || (point.Buckets is null && point.Value < before.Value);
            increase = Plus(increase, isRestart ? point : Minus(point, before));
            before = point;
        }

        return increase;
    }

    private static MetricPoint? At(Series series, long time)
    {
        MetricPoint? found = null;
        foreach (var point in series.Points)
        {
            if (point.Time > time)
            {
                break;
            }

            found = point;
        }

        return found;
    }

    private static MetricPoint Plus(MetricPoint a, MetricPoint b) =>
        new(
            a.Time,
            a.Value + b.Value,
            a.Count + b.Count,
            a.Buckets is { } first && b.Buckets is { } second ? [.. first.Zip(second, (x, y) => x + y)] : b.Buckets ?? a.Buckets
        );

    private static MetricPoint Minus(MetricPoint a, MetricPoint b) =>
        new(
            a.Time,
            a.Value - b.Value,
            a.Count - b.Count,
            a.Buckets is { } first && b.Buckets is { } second ? [.. first.Zip(second, (x, y) => Math.Max(0, x - y))] : a.Buckets
        );

    /// <summary>The sum of several series; buckets of other bounds than the first are left out of the quantiles.</summary>
    private sealed class Sum
    {
        private double[] _bounds = [];
        private long[] _buckets = [];

        public long Count { get; private set; }

        public double Value { get; private set; }

        public void Add(MetricPoint increase, double[] bounds)
        {
            Count += increase.Count;
            Value += increase.Value;
            if (increase.Buckets is not { } buckets)
            {
                return;
            }

            if (_bounds.Length == 0)
            {
                _bounds = bounds;
                _buckets = new long[buckets.Length];
            }

            if (bounds.AsSpan().SequenceEqual(_bounds))
            {
                for (var i = 0; i < buckets.Length; i++)
                {
                    _buckets[i] += buckets[i];
                }
            }
        }

        public double? Quantile(double quantile) => Quantiles.Of(_bounds, _buckets, quantile);
    }
}
