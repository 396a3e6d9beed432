namespace Community.AppHost.Telemetry;

/// <summary>Which traces are asked for. A condition that is null holds for all.</summary>
/// <param name="Service">A span's service.</param>
/// <param name="Route">The http.route of the same span.</param>
/// <param name="Name">A part of the same span's name.</param>
/// <param name="Conditions">On attributes of the same span.</param>
/// <param name="MinMilliseconds">The least duration of the whole trace.</param>
/// <param name="Error">Whether a span of it failed.</param>
/// <param name="Period">When it started.</param>
internal sealed record TraceFilter(
    string? Service,
    string? Route,
    string? Name,
    IReadOnlyList<AttributeCondition> Conditions,
    double? MinMilliseconds,
    bool? Error,
    Period Period
);

/// <summary>A service's part in a trace.</summary>
internal sealed record TraceShare(string Service, int Spans);

/// <summary>A trace in a list.</summary>
/// <param name="TraceId">32 hexadecimal digits.</param>
/// <param name="Name">The name of its first span.</param>
/// <param name="Service">The service of its first span.</param>
/// <param name="DurationMs">From its first start to its last end.</param>
/// <param name="Spans">How many have arrived.</param>
/// <param name="Errors">How many of them failed.</param>
/// <param name="Services">In the order of their first spans.</param>
internal sealed record TraceSummary(
    string TraceId,
    string Name,
    string Service,
    DateTimeOffset Start,
    double DurationMs,
    int Spans,
    int Errors,
    IReadOnlyList<TraceShare> Services
);

/// <summary>Traces, newest first.</summary>
/// <param name="Total">How many there are, whether listed or not.</param>
/// <param name="Arrived">Grows with each span: nothing is new while it stays.</param>
internal sealed record TraceList(IReadOnlyList<TraceSummary> Items, int Total, long Arrived);

/// <summary>A moment in a span.</summary>
internal sealed record SpanEvent(double OffsetMs, string Name, IReadOnlyDictionary<string, object?> Attributes);

/// <summary>Another span that a span refers to.</summary>
internal sealed record SpanLink(string TraceId, string SpanId, IReadOnlyDictionary<string, object?> Attributes);

/// <summary>A span with all it holds.</summary>
/// <param name="SpanId">16 hexadecimal digits.</param>
/// <param name="ParentId">Null for a root.</param>
/// <param name="Depth">0 for a root, and for a span whose parent has not arrived.</param>
/// <param name="OffsetMs">From the start of the trace.</param>
/// <param name="Peer">Where it leads outside of the fleet: a database or another host; null if it does not.</param>
internal sealed record SpanDetail(
    string SpanId,
    string? ParentId,
    int Depth,
    string Service,
    string Instance,
    string Scope,
    string Name,
    SpanKind Kind,
    DateTimeOffset Start,
    double OffsetMs,
    double DurationMs,
    bool Error,
    string? StatusMessage,
    string? Peer,
    IReadOnlyDictionary<string, object?> Attributes,
    IReadOnlyList<SpanEvent> Events,
    IReadOnlyList<SpanLink> Links
);

/// <summary>A trace: its spans in the order of a tree, children by their start.</summary>
internal sealed record TraceDetail(
    string TraceId,
    string Name,
    DateTimeOffset Start,
    double DurationMs,
    int Depth,
    int Errors,
    IReadOnlyList<TraceShare> Services,
    IReadOnlyList<SpanDetail> Spans
);

/// <summary>Finds and shows traces.</summary>
internal static class TraceQueries
{
    private const double NanosecondsPerMillisecond = 1e6;
    private const int MostEvents = 128;

    public static TraceList List(TraceStore store, TraceFilter filter, int limit) =>
        store.Read(traces =>
        {
            var found = traces.Where(trace => IsMatch(trace, filter)).OrderByDescending(trace => trace.Start).ToList();
            return new TraceList([.. found.Take(limit).Select(Summary)], found.Count, store.Arrived);
        });

    /// <summary>A trace; null if it is not here.</summary>
    public static TraceDetail? Find(TraceStore store, UInt128 id)
    {
        var spans = store.Find(id).DistinctBy(span => span.SpanId).ToList();
        if (spans.Count == 0)
        {
            return null;
        }

        var start = spans.Min(span => span.Start);
        var ordered = InOrder(spans);
        var served = spans.Where(span => span.Kind is SpanKind.Server or SpanKind.Consumer).Select(span => span.ParentId).ToHashSet();
        return new TraceDetail(
            Hex(id),
            ordered[0].Span.Name,
            Period.Time(start),
            Milliseconds(spans.Max(span => span.Start + span.Duration) - start),
            ordered.Max(entry => entry.Depth) + 1,
            spans.Count(span => span.IsError),
            Shares(ordered.Select(entry => entry.Span)),
            [.. ordered.Select(entry => Detail(entry.Span, entry.Depth, start, served.Contains(entry.Span.SpanId)))]
        );
    }

    /// <summary>Where a span leads outside of the fleet: a database, or another host; null if neither is said.</summary>
    public static string? Peer(SpanRecord span)
    {
        if (span.Kind is not (SpanKind.Client or SpanKind.Producer))
        {
            return null;
        }

        if ((span["db.system.name"u8] ?? span["db.system"u8]) is { } system)
        {
            return (span["db.namespace"u8] ?? span["db.name"u8]) is { Length: > 0 } database ? $"{system} {database}" : system;
        }

        return span["messaging.system"u8]
            ?? (
                span["server.address"u8] is { } host
                    ? span["server.port"u8] is { } port
                        ? $"{host}:{port}"
                        : host
                    : null
            );
    }

    public static double Milliseconds(long nanoseconds) => Math.Round(nanoseconds / NanosecondsPerMillisecond, 3);

    public static string Hex(UInt128 id) => id.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);

    public static string Hex(ulong id) => id.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsMatch(Trace trace, TraceFilter filter) =>
        filter.Period.Contains(trace.Start)
        && (filter.MinMilliseconds is null || trace.End - trace.Start >= filter.MinMilliseconds * NanosecondsPerMillisecond)
        && (filter.Error is null || filter.Error == trace.Errors > 0)
        && (filter is { Service: null, Route: null, Name: null, Conditions.Count: 0 } || trace.Spans.Exists(span => IsMatch(span, filter)));

    private static bool IsMatch(SpanRecord span, TraceFilter filter) =>
        (filter.Service is null || span.Sender.Service == filter.Service)
        && (filter.Name is null || span.Name.Contains(filter.Name, StringComparison.OrdinalIgnoreCase))
        && (filter.Route is null || span["http.route"u8] == filter.Route)
        && filter.Conditions.All(condition => condition.IsMet(span.Body, SpanRecord.AttributesField));

    private static TraceSummary Summary(Trace trace)
    {
        var root = trace.Root;
        return new TraceSummary(
            Hex(trace.Id),
            root.Name,
            root.Sender.Service,
            Period.Time(trace.Start),
            Milliseconds(trace.End - trace.Start),
            trace.Spans.Count,
            trace.Errors,
            Shares(trace.Spans.OrderBy(span => span.Start))
        );
    }

    private static IReadOnlyList<TraceShare> Shares(IEnumerable<SpanRecord> spans) =>
        [.. spans.GroupBy(span => span.Sender.Service, StringComparer.Ordinal).Select(group => new TraceShare(group.Key, group.Count()))];

    // Depth first. A span in a circle, which only a broken sender makes, comes last, as a root.
    private static List<(SpanRecord Span, int Depth)> InOrder(List<SpanRecord> spans)
    {
        var ids = spans.Select(span => span.SpanId).ToHashSet();
        var children = spans.Where(span => ids.Contains(span.ParentId)).ToLookup(span => span.ParentId);
        var ordered = new List<(SpanRecord, int)>(spans.Count);
        var seen = new HashSet<ulong>();
        var roots = spans.Where(span => !ids.Contains(span.ParentId)).OrderBy(span => span.Start);
        foreach (var root in roots.Concat(spans.Where(span => ids.Contains(span.ParentId))))
        {
            var next = new Stack<(SpanRecord Span, int Depth)>();
            next.Push((root, 0));
            while (next.TryPop(out var entry))
            {
                if (!seen.Add(entry.Span.SpanId))
                {
                    continue;
                }

                ordered.Add(entry);
                foreach (var child in children[entry.Span.SpanId].OrderByDescending(child => child.Start))
                {
                    next.Push((child, entry.Depth + 1));
                }
            }
        }

        return ordered;
    }

    private static SpanDetail Detail(SpanRecord span, int depth, long start, bool isServed)
    {
        string? message = null;
        var events = new List<SpanEvent>();
        var links = new List<SpanLink>();
        var reader = new ProtoReader(span.Body);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 11 when events.Count < MostEvents:
                    events.Add(Event(reader.Bytes(), start));
                    break;
                case 13 when links.Count < MostEvents:
                    links.Add(Link(reader.Bytes()));
                    break;
                case 15:
                    message = StatusMessage(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new SpanDetail(
            Hex(span.SpanId),
            span.ParentId == 0 ? null : Hex(span.ParentId),
            depth,
            span.Sender.Service,
            span.Sender.Instance,
            span.Scope,
            span.Name,
            span.Kind,
            Period.Time(span.Start),
            Milliseconds(span.Start - start),
            Milliseconds(span.Duration),
            span.IsError,
            message,
            isServed ? null : Peer(span),
            Attributes.Read(span.Body, SpanRecord.AttributesField),
            events,
            links
        );
    }

    private static SpanEvent Event(ReadOnlySpan<byte> message, long start)
    {
        var time = 0L;
        var name = "";
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    time = (long)Math.Min(reader.Fixed64(), long.MaxValue);
                    break;
                case 2:
                    name = reader.Text();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new SpanEvent(Milliseconds(time - start), name, Attributes.Read(message, 3));
    }

    private static SpanLink Link(ReadOnlySpan<byte> message)
    {
        var trace = "";
        var span = "";
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    trace = Convert.ToHexStringLower(reader.Bytes());
                    break;
                case 2:
                    span = Convert.ToHexStringLower(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new SpanLink(trace, span, Attributes.Read(message, 4));
    }

    private static string? StatusMessage(ReadOnlySpan<byte> status)
    {
        var reader = new ProtoReader(status);
        while (reader.Next())
        {
            if (reader.Field == 2)
            {
                return reader.Text();
            }

            reader.Skip();
        }

        return null;
    }
}
