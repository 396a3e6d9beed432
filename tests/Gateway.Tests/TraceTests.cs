using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Community.Gateway.Tests;

/// <summary>
/// The gateway's spans. Other hosts of this process listen to the same sources, so each test knows its spans by their trace.
/// </summary>
public sealed class TraceTests
{
    private readonly string _trace = ActivityTraceId.CreateRandom().ToHexString();
    private readonly Kept _kept = new();

    [Fact]
    public async Task ARecordedRequestHasASpanToTheServiceWhichIsTheParentOfItsOwn()
    {
        await using var social = await Backend.StartAsync("social");
        await using var gateway = await StartAsync([social], tracesPerSecond: 1000);
        await gateway.SendRawAsync(Get("/api/v1/discover/people?name=Zoe"));

        var spans = await _kept.SpansAsync(_trace, atLeast: 2);
        var server = spans.Single(span => span.Kind == ActivityKind.Server && span.ParentSpanId.ToHexString() == Caller);
        var client = spans.Single(span => span.Source.Name == "Community.Gateway.Client");
        client.ParentSpanId.ShouldBe(server.SpanId);
        client.Kind.ShouldBe(ActivityKind.Client);
        client.DisplayName.ShouldBe("GET");
        client.GetTagItem("http.request.method").ShouldBe("GET");
        client.GetTagItem("http.response.status_code").ShouldBe(200);
        client.GetTagItem("server.port").ShouldBe(social.H2c.Port);
        client.GetTagItem("url.full").ShouldBe($"{social.H2c}api/v1/discover/people", "without the query");
        Forwarded(social).ShouldBe($"00-{_trace}-{client.SpanId.ToHexString()}-01");
    }

    [Fact]
    public async Task ARequestBeyondTheLimitMakesNoSpanToTheService()
    {
        var began = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref _) => ActivitySamplingResult.None,
            ActivityStarted = span =>
            {
                if (span.TraceId.ToHexString() == _trace && span.Kind != ActivityKind.Server)
                {
                    began.Enqueue($"{span.Source.Name} {span.OperationName}");
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var social = await Backend.StartAsync("social");
        await using var gateway = await StartAsync([social], tracesPerSecond: 1000);
        (await gateway.SendRawAsync(Get("/api/v1/discover/people", isRecorded: false))).ShouldContain("200 OK");

        // The service's trace goes on below the gateway's own span, which is not recorded.
        Forwarded(social).ShouldStartWith($"00-{_trace}-");
        Forwarded(social).ShouldEndWith("-00");
        Forwarded(social).ShouldNotContain(Caller);
        began.ShouldBeEmpty();
        _kept.Of(_trace).ShouldBeEmpty();
    }

    [Fact]
    public async Task AFailedRequestIsRecordedBeyondTheLimit()
    {
        await using var gateway = await StartAsync([], tracesPerSecond: 1000, ("services:social:http:0", "http://127.0.0.1:1"));
        (await gateway.SendRawAsync(Get("/api/v1/discover/people", isRecorded: false))).ShouldContain("503");

        var span = (await _kept.SpansAsync(_trace, atLeast: 1)).ShouldHaveSingleItem();
        span.GetTagItem("http.request.method").ShouldBe("GET");
        span.GetTagItem("url.path").ShouldBe("/api/v1/discover/people");
        span.GetTagItem("http.response.status_code").ShouldBe(503);
        span.Status.ShouldBe(ActivityStatusCode.Error);
    }

    private const string Caller = "b7ad6b7169203331";

    private string Get(string target, bool isRecorded = true) =>
        $"GET {target} HTTP/1.1\r\nHost: gateway\r\ntraceparent: 00-{_trace}-{Caller}-0{(isRecorded ? 1 : 0)}\r\nConnection: close\r\n\r\n";

    private static string Forwarded(Backend backend) => backend.Requests.ShouldHaveSingleItem().Headers["traceparent"];

    private Task<GatewayHost> StartAsync(
        IEnumerable<Backend> backends,
        int tracesPerSecond,
        params (string Key, string Value)[] settings
    ) =>
        GatewayHost.StartWithoutWaitingAsync(
            backends,
            services => services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddProcessor(_kept)),
            [
                // No collector listens there.
                ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                ("OTEL_METRICS_EXPORTER", "none"),
                ("Telemetry:TracesPerSecond", tracesPerSecond.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                .. settings,
            ]
        );

    /// <summary>Keeps the spans that would be exported.</summary>
    private sealed class Kept : BaseProcessor<Activity>
    {
        private readonly ConcurrentQueue<Activity> _spans = new();

        public override void OnEnd(Activity data)
        {
            if (data.Recorded)
            {
                _spans.Enqueue(data);
            }
        }

        public List<Activity> Of(string trace) =>
            [.. _spans.Where(span => span.TraceId.ToHexString() == trace).DistinctBy(span => span.SpanId)];

        /// <summary>A server's span ends after its answer.</summary>
        public async Task<List<Activity>> SpansAsync(string trace, int atLeast)
        {
            await Testing.Poll.UntilAsync(() => Of(trace).Count >= atLeast);
            return Of(trace);
        }
    }
}
