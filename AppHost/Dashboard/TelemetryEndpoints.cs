using System.Globalization;
using Community.AppHost.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Community.AppHost.Dashboard;

/// <summary>Items of a list.</summary>
internal sealed record Items<T>([property: System.Text.Json.Serialization.JsonPropertyName("items")] IReadOnlyList<T> List);

/// <summary>
/// Traces, logs, metrics and their summaries, for pages, scripts and tests. Times are RFC 3339, or a time span back from now
/// (<c>since=15m</c>).
/// </summary>
internal static class TelemetryEndpoints
{
    private const int MostTraces = 2_000;
    private const int MostLogs = 5_000;
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromHours(1);

    public static void MapTelemetry(this IEndpointRouteBuilder routes, TelemetryStore store, TimeProvider clock)
    {
        var api = routes.MapGroup("/api");
        api.MapGet(
            "/traces",
            (
                string? service,
                string? route,
                string? name,
                string[]? attribute,
                [FromQuery(Name = "min_ms")] double? minMilliseconds,
                bool? error,
                string? since,
                string? until,
                int limit = 200
            ) =>
                TraceQueries.List(
                    store.Traces,
                    new TraceFilter(
                        Given(service),
                        Given(route),
                        Given(name),
                        AttributeCondition.Parse(attribute),
                        minMilliseconds,
                        error,
                        Period.Parse(since, until, clock.GetUtcNow())
                    ),
                    Math.Clamp(limit, 1, MostTraces)
                )
        );
        api.MapGet("/traces/{id}", (string id) => Trace(store, id));
        api.MapGet(
            "/logs",
            (
                string? service,
                string? level,
                string? q,
                string? trace,
                string? span,
                string[]? attribute,
                string? since,
                string? until,
                long after = 0,
                int limit = 500
            ) =>
                LogQueries.List(
                    store.Logs,
                    new LogFilter(
                        Given(service),
                        LogQueries.Severity(level),
                        Given(q),
                        Given(trace) is { } traceId ? TraceId(traceId) : null,
                        Given(span) is { } spanId ? SpanId(spanId) : null,
                        AttributeCondition.Parse(attribute),
                        Period.Parse(since, until, clock.GetUtcNow()),
                        after
                    ),
                    Math.Clamp(limit, 1, MostLogs)
                )
        );
        api.MapGet("/metrics", () => new Items<InstrumentView>(MetricQueries.List(store.Metrics)));
        api.MapGet(
            "/metrics/data",
            (string meter, string name, string? service, string? by, string[]? attribute, string? view, string? since) =>
                Chart(
                    store,
                    new MetricQuery(meter, name, Given(service), Given(by), Pairs(attribute), ViewOf(view), Window(since, clock)),
                    clock
                )
        );
        api.MapGet(
            "/routes",
            (string? since) => new Items<RouteView>(MetricQueries.Routes(store.Metrics, Window(since, clock), clock.GetUtcNow()))
        );
        api.MapGet("/map", (string? since, string? until) => Aggregates.Map(store.Traces, Period.Parse(since, until, clock.GetUtcNow())));
        api.MapGet(
            "/statements",
            (string? since, string? until, string? service) =>
                new Items<StatementView>(Aggregates.Statements(store.Traces, Period.Parse(since, until, clock.GetUtcNow()), Given(service)))
        );
        api.MapDelete(
            "/telemetry/{signal}",
            Results<NoContent, NotFound> (string signal) =>
            {
                Action? clear = signal switch
                {
                    "traces" => store.Traces.Clear,
                    "logs" => store.Logs.Clear,
                    "metrics" => store.Metrics.Clear,
                    _ => null,
                };
                clear?.Invoke();
                return clear is null ? TypedResults.NotFound() : TypedResults.NoContent();
            }
        );
    }

    private static Results<Ok<TraceDetail>, NotFound> Trace(TelemetryStore store, string id) =>
        TraceQueries.Find(store.Traces, TraceId(id)) is { } trace ? TypedResults.Ok(trace) : TypedResults.NotFound();

    private static Results<Ok<MetricChart>, NotFound> Chart(TelemetryStore store, MetricQuery query, TimeProvider clock) =>
        MetricQueries.Chart(store.Metrics, query, clock.GetUtcNow()) is { } chart ? TypedResults.Ok(chart) : TypedResults.NotFound();

    // An empty field of a form is no condition.
    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    private static UInt128 TraceId(string text) =>
        text.Length == 32 && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new BadHttpRequestException("A trace's id has 32 hexadecimal digits.");

    private static ulong SpanId(string text) =>
        text.Length == 16 && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new BadHttpRequestException("A span's id has 16 hexadecimal digits.");

    private static MetricView ViewOf(string? view) =>
        view switch
        {
            null or "" or "value" => MetricView.Value,
            "count" => MetricView.Count,
            _ => throw new BadHttpRequestException("view is value or count."),
        };

    private static IReadOnlyList<KeyValuePair<string, string>> Pairs(string[]? attributes) =>
        [
            .. (attributes ?? []).Select(text =>
                text.Split('=', 2) is [var key, var value]
                    ? KeyValuePair.Create(key, value)
                    : throw new BadHttpRequestException("attribute is like key=value.")
            ),
        ];

    private static TimeSpan Window(string? since, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        var begin = Period.Time(Period.Parse(since is null or "" ? "15m" : since, null, now).Since);
        var window = now - begin;
        return window < ShortestWindow ? ShortestWindow
            : window > LongestWindow ? LongestWindow
            : window;
    }
}
