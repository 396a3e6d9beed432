namespace Community.AppHost.Telemetry;

/// <summary>A node of the service map.</summary>
/// <param name="Kind">service, database, messaging or external.</param>
/// <param name="Count">Requests and messages that it handled; for others than services, calls of it.</param>
/// <param name="Errors">Of these.</param>
/// <param name="P95">Milliseconds.</param>
internal sealed record MapNode(string Name, string Kind, int Count, int Errors, double P95);

/// <summary>Calls from one node to another.</summary>
/// <param name="Kind">http, messaging, database or external.</param>
/// <param name="P95">Milliseconds.</param>
internal sealed record MapEdge(string From, string To, string Kind, int Count, int Errors, double P95);

internal sealed record ServiceMap(IReadOnlyList<MapNode> Nodes, IReadOnlyList<MapEdge> Edges, int Traces);

/// <summary>A statement, as the driver summarizes it.</summary>
/// <param name="Text">One of its texts, with parameters in place of values.</param>
/// <param name="TotalMs">Of all calls.</param>
/// <param name="SlowestTraceId">The trace of its slowest call.</param>
internal sealed record StatementView(
    string Service,
    string Database,
    string Summary,
    string? Text,
    int Count,
    int Errors,
    double TotalMs,
    double MeanMs,
    double P95Ms,
    double MaxMs,
    string SlowestTraceId
);

/// <summary>Aggregates over the spans in memory.</summary>
internal static class Aggregates
{
    private const int MostStatements = 200;

    public static ServiceMap Map(TraceStore store, Period period) =>
        store.Read(traces =>
        {
            var nodes = new Dictionary<(string Name, string Kind), Calls>();
            var edges = new Dictionary<(string From, string To, string Kind), Calls>();
            var count = 0;
            foreach (var trace in traces.Where(trace => period.Contains(trace.Start)))
            {
                count++;
                AddTrace(trace, nodes, edges);
            }

            return new ServiceMap(
                [
                    .. nodes
                        .Select(node => new MapNode(node.Key.Name, node.Key.Kind, node.Value.Count, node.Value.Errors, node.Value.P95))
                        .OrderBy(node => node.Name, StringComparer.Ordinal),
                ],
                [
                    .. edges
                        .Select(edge => new MapEdge(
                            edge.Key.From,
                            edge.Key.To,
                            edge.Key.Kind,
                            edge.Value.Count,
                            edge.Value.Errors,
                            edge.Value.P95
                        ))
                        .OrderByDescending(edge => edge.Count),
                ],
                count
            );
        });

    /// <summary>The statements that took most time together, first.</summary>
    public static IReadOnlyList<StatementView> Statements(TraceStore store, Period period, string? service) =>
        store.Read(traces =>
        {
            var statements = new Dictionary<(string Service, string Database, string Summary), (Calls Calls, SpanRecord Slowest)>();
            foreach (
                var span in traces
                    .Where(trace => period.Contains(trace.Start))
                    .SelectMany(trace => trace.Spans)
                    .Where(span => span.Kind == SpanKind.Client && (service is null || span.Sender.Service == service))
            )
            {
                if ((span["db.system.name"u8] ?? span["db.system"u8]) is null)
                {
                    continue;
                }

                var summary = span["db.query.summary"u8] ?? span["db.query.text"u8] ?? span["db.statement"u8] ?? span.Name;
                var key = (span.Sender.Service, span["db.namespace"u8] ?? span["db.name"u8] ?? "", summary);
                var (calls, slowest) = statements.GetValueOrDefault(key, (new Calls(), span));
                calls.Add(span);
                statements[key] = (calls, span.Duration > slowest.Duration ? span : slowest);
            }

            return (IReadOnlyList<StatementView>)
                [
                    .. statements
                        .Select(entry => Statement(entry.Key, entry.Value.Calls, entry.Value.Slowest))
                        .OrderByDescending(statement => statement.TotalMs)
                        .Take(MostStatements),
                ];
        });

    private static StatementView Statement((string Service, string Database, string Summary) key, Calls calls, SpanRecord slowest) =>
        new(
            key.Service,
            key.Database,
            key.Summary,
            slowest["db.query.text"u8] ?? slowest["db.statement"u8],
            calls.Count,
            calls.Errors,
            Math.Round(calls.Total, 2),
            Math.Round(calls.Total / calls.Count, 2),
            calls.P95,
            TraceQueries.Milliseconds(slowest.Duration),
            TraceQueries.Hex(slowest.TraceId)
        );

    private static void AddTrace(
        Trace trace,
        Dictionary<(string Name, string Kind), Calls> nodes,
        Dictionary<(string From, string To, string Kind), Calls> edges
    )
    {
        var byId = new Dictionary<ulong, SpanRecord>();
        foreach (var span in trace.Spans)
        {
            byId[span.SpanId] = span;
        }

        var served = new HashSet<ulong>();
        foreach (var span in byId.Values.Where(span => span.Kind is SpanKind.Server or SpanKind.Consumer))
        {
            served.Add(span.ParentId);
            Get(nodes, (span.Sender.Service, "service")).Add(span);
            if (byId.TryGetValue(span.ParentId, out var caller) && caller.Sender.Service != span.Sender.Service)
            {
                var kind = span.Kind == SpanKind.Server ? "http" : "messaging";
                Get(edges, (caller.Sender.Service, span.Sender.Service, kind)).Add(span);
            }
        }

        foreach (var span in byId.Values.Where(span => span.Kind is SpanKind.Client or SpanKind.Producer && !served.Contains(span.SpanId)))
        {
            var isDatabase = (span["db.system.name"u8] ?? span["db.system"u8]) is not null;
            var kind =
                isDatabase ? "database"
                : span.Kind == SpanKind.Producer || span["messaging.system"u8] is not null ? "messaging"
                : "external";
            if (TraceQueries.Peer(span) is { } peer)
            {
                _ = Get(nodes, (span.Sender.Service, "service"));
                Get(nodes, (peer, kind)).Add(span);
                Get(edges, (span.Sender.Service, peer, kind)).Add(span);
            }
        }
    }

    private static Calls Get<TKey>(Dictionary<TKey, Calls> all, TKey key)
        where TKey : notnull
    {
        if (!all.TryGetValue(key, out var calls))
        {
            calls = new Calls();
            all.Add(key, calls);
        }

        return calls;
    }

    private sealed class Calls
    {
        private readonly List<double> _milliseconds = [];

        public int Count => _milliseconds.Count;

        public int Errors { get; private set; }

        public double Total => _milliseconds.Sum();

        public double P95
        {
            get
            {
                _milliseconds.Sort();
                return Math.Round(Quantiles.Of(_milliseconds, 0.95), 2);
            }
        }

        public void Add(SpanRecord span)
        {
            _milliseconds.Add(span.Duration / 1e6);
            Errors += span.IsError ? 1 : 0;
        }
    }
}
