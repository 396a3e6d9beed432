using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Community.AppHost.Telemetry;
using Community.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Community.AppHost.Tests.Telemetry;

/// <summary>The receiver, fed with the bytes of OpenTelemetry's own exporter, and with bytes that no exporter sends.</summary>
public sealed class ReceiverTests : IAsyncLifetime
{
    /// <summary>Milliseconds for an export. The end of a provider waits five seconds only.</summary>
    private static readonly int Longest = (int)Poll.Patience.TotalMilliseconds;

    private static readonly string[] Tags = ["a", "b"];
    private readonly string _name = $"test-{Guid.CreateVersion7():N}";
    private DashboardHost _dashboard = null!;

    public async ValueTask InitializeAsync() => _dashboard = await DashboardHost.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        Directory.Delete(_dashboard.Folder, recursive: true);
    }

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    [InlineData(OtlpExportProtocol.Grpc)]
    public async Task TracesOfTheOfficialExporterArriveWhole(OtlpExportProtocol protocol)
    {
        var link = new ActivityLink(
            new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded)
        );
        string traceId;
        using (var source = new ActivitySource(_name))
        using (
            var provider = Tracing()
                .ConfigureResource(resource => resource.AddService("shop", serviceInstanceId: "shop-1"))
                .AddSource(_name)
                .AddOtlpExporter(options => Configure(options, protocol, "traces"))
                .Build()
        )
        {
            Activity.Current = null;
            using (var parent = source.StartActivity("GET /things/{id}", ActivityKind.Server, default(ActivityContext), links: [link])!)
            {
                parent.SetTag("http.route", "/things/{id}").SetTag("http.response.status_code", 500);
                parent.SetTag("ratio", 0.5).SetTag("yes", true).SetTag("list", Tags);
                using (var child = source.StartActivity("SELECT things", ActivityKind.Client)!)
                {
                    child.SetTag("db.system.name", "postgresql").SetTag("db.namespace", "shop");
                    child.AddEvent(new ActivityEvent("retry", tags: new ActivityTagsCollection { ["attempt"] = 2 }));
                }

                parent.SetStatus(ActivityStatusCode.Error, "it broke");
                traceId = parent.TraceId.ToHexString();
            }

            provider.ForceFlush(Longest);
        }

        var list = await _dashboard.GetItemsAsync("/api/traces?service=shop&route=/things/{id}&error=true&attribute=ratio=0.5");
        var item = list.GetProperty("items")[0];
        item.GetProperty("trace_id").GetString().ShouldBe(traceId);
        item.GetProperty("name").GetString().ShouldBe("GET /things/{id}");
        item.GetProperty("spans").GetInt32().ShouldBe(2);
        item.GetProperty("errors").GetInt32().ShouldBe(1);

        var trace = await _dashboard.GetAsync($"/api/traces/{traceId}");
        var root = trace.GetProperty("spans")[0];
        root.GetProperty("kind").GetString().ShouldBe("server");
        root.GetProperty("depth").GetInt32().ShouldBe(0);
        root.GetProperty("instance").GetString().ShouldBe("shop-1");
        root.GetProperty("status_message").GetString().ShouldBe("it broke");
        root.GetProperty("links")[0].GetProperty("trace_id").GetString().ShouldBe(link.Context.TraceId.ToHexString());
        var attributes = root.GetProperty("attributes");
        attributes.GetProperty("http.response.status_code").GetInt32().ShouldBe(500);
        attributes.GetProperty("ratio").GetDouble().ShouldBe(0.5);
        attributes.GetProperty("yes").GetBoolean().ShouldBeTrue();
        attributes.GetProperty("list").EnumerateArray().Select(tag => tag.GetString()).ShouldBe(Tags);
        var query = trace.GetProperty("spans")[1];
        query.GetProperty("depth").GetInt32().ShouldBe(1);
        query.GetProperty("parent_id").GetString().ShouldBe(root.GetProperty("span_id").GetString());
        query.GetProperty("peer").GetString().ShouldBe("postgresql shop");
        query.GetProperty("events")[0].GetProperty("attributes").GetProperty("attempt").GetInt32().ShouldBe(2);
        query.GetProperty("duration_ms").GetDouble().ShouldBeLessThanOrEqualTo(root.GetProperty("duration_ms").GetDouble());
    }

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    [InlineData(OtlpExportProtocol.Grpc)]
    public async Task LogsOfTheOfficialExporterArriveWhole(OtlpExportProtocol protocol)
    {
        using var activity = new Activity("request").Start();
        await using (
            var services = new ServiceCollection()
                .AddLogging(builder =>
                    builder.AddOpenTelemetry(options =>
                    {
                        options.IncludeFormattedMessage = true;
                        options.SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("shop"));
                        options.AddOtlpExporter(exporter => Configure(exporter, protocol, "logs"));
                    })
                )
                .BuildServiceProvider()
        )
        {
            var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Shop.Tills");
            logger.LogInformation("Sold {Count} apples", 3);
            logger.LogError(new InvalidOperationException("no bags"), "Cannot pack {Thing}", "apples");
            services.GetRequiredService<LoggerProvider>().ForceFlush(Longest);
        }

        (await _dashboard.GetItemsAsync("/api/logs", atLeast: 2)).GetProperty("total").GetInt32().ShouldBe(2);
        var error = (await _dashboard.GetItemsAsync("/api/logs?level=error")).GetProperty("items")[0];
        error.GetProperty("message").GetString().ShouldBe("Cannot pack apples");
        error.GetProperty("level").GetString().ShouldBe("error");
        error.GetProperty("category").GetString().ShouldBe("Shop.Tills");
        error.GetProperty("trace_id").GetString().ShouldBe(activity.TraceId.ToHexString());
        error.GetProperty("attributes").GetProperty("exception.message").GetString().ShouldBe("no bags");
        (await CountAsync($"/api/logs?trace={activity.TraceId.ToHexString()}")).ShouldBe(2);
        (await CountAsync("/api/logs?attribute=Count=3")).ShouldBe(1);
        (await CountAsync("/api/logs?attribute=Count!=3")).ShouldBe(1);
        (await CountAsync("/api/logs?q=APPLES&service=shop")).ShouldBe(2);
        (await CountAsync("/api/logs?q=pears")).ShouldBe(0);
        (await CountAsync("/api/logs?service=other")).ShouldBe(0);
        (await CountAsync("/api/logs?since=1h&after=1")).ShouldBe(1);
        (await CountAsync("/api/logs?until=1h")).ShouldBe(0);
    }

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    [InlineData(OtlpExportProtocol.Grpc)]
    public async Task MetricsOfTheOfficialExporterArriveWhole(OtlpExportProtocol protocol)
    {
        string traceId;
        using (var source = new ActivitySource(_name))
        using (Tracing().AddSource(_name).Build())
        using (var meter = new Meter(_name))
        using (
            var provider = Metering()
                .ConfigureResource(resource => resource.AddService("shop"))
                .AddMeter(_name)
                .SetExemplarFilter(ExemplarFilterType.TraceBased)
                .AddOtlpExporter(options => Configure(options, protocol, "metrics"))
                .Build()
        )
        {
            meter.CreateObservableGauge("stock", () => 7.5, "{apple}", "Apples that can be sold");
            var sales = meter.CreateCounter<long>("sales");
            sales.Add(30, new KeyValuePair<string, object?>("fruit", "apple"));
            sales.Add(60, new KeyValuePair<string, object?>("fruit", "pear"));
            var duration = meter.CreateHistogram<double>("wait", "ms");
            Activity.Current = null;
            using var activity = source.StartActivity("buy")!;
            traceId = activity.TraceId.ToHexString();
            for (var i = 1; i <= 100; i++)
            {
                duration.Record(i);
            }

            provider.ForceFlush(Longest);
        }

        var tree = (await _dashboard.GetItemsAsync("/api/metrics", atLeast: 3))
            .GetProperty("items")
            .EnumerateArray()
            .ToDictionary(item => item.GetProperty("name").GetString()!, StringComparer.Ordinal);
        tree["stock"].GetProperty("unit").GetString().ShouldBe("{apple}");
        tree["stock"].GetProperty("kind").GetString().ShouldBe("gauge");
        tree["sales"].GetProperty("kind").GetString().ShouldBe("counter");
        tree["sales"].GetProperty("dimensions").GetProperty("fruit").GetArrayLength().ShouldBe(2);

        (await NewestAsync("stock", "")).ShouldBe([("value", 7.5)]);
        // The rate of a step of ten seconds.
        (await NewestAsync("sales", "")).ShouldBe([("per second", 9)]);
        (await NewestAsync("sales", "&by=fruit")).ShouldBe([("apple", 3), ("pear", 6)]);
        (await NewestAsync("sales", "&attribute=fruit=pear")).ShouldBe([("per second", 6)]);
        (await NewestAsync("wait", "&view=count")).ShouldBe([("per second", 10)]);
        // The default bounds have buckets from 25 to 50, from 75 to 100.
        var quantiles = await NewestAsync("wait", "");
        quantiles.Select(line => line.Label).ShouldBe(["p50", "p90", "p99"]);
        quantiles[0].Value.ShouldBe(50, 1);
        quantiles[2].Value.ShouldBe(99, 1);
        var chart = await _dashboard.GetAsync($"/api/metrics/data?meter={_name}&name=wait&since=2m");
        chart
            .GetProperty("exemplars")
            .EnumerateArray()
            .Select(exemplar => exemplar.GetProperty("trace_id").GetString())
            .ShouldContain(traceId);
    }

    [Fact]
    public async Task ARestartForgetsNothing()
    {
        await ExportOneTraceAsync("before");
        (await PostAsync("logs", OtlpBytes.Log("shop", "Remember me"))).ShouldBe(HttpStatusCode.OK);
        (await PostAsync("metrics", OtlpBytes.Counter("shop", "sales", 5, Stopwatch.GetTimestamp()))).ShouldBe(HttpStatusCode.OK);
        await RestartAsync();
        (await CountAsync("/api/traces?name=before")).ShouldBe(1);
        (await CountAsync("/api/logs?q=Remember")).ShouldBe(1);

        // A crash leaves a record whose end was not written. The records before and after it are read.
        foreach (var file in Directory.EnumerateFiles(_dashboard.Telemetry, "traces-*.otlp"))
        {
            await File.AppendAllBytesAsync(file, [200, 0, 0, 0, 1, 2, 3]);
        }

        await ExportOneTraceAsync("after");
        await RestartAsync();
        (await CountAsync("/api/traces?name=before")).ShouldBe(1);
        (await CountAsync("/api/traces?name=after")).ShouldBe(1);
        File.GetUnixFileMode(Directory.EnumerateFiles(_dashboard.Telemetry).First())
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task ASenderNeedsTheKeyOfTheRun()
    {
        (await PostAsync("traces", OtlpBytes.Span("shop", "x"), key: null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync("traces", OtlpBytes.Span("shop", "x"), key: "wrong")).ShouldBe(HttpStatusCode.Unauthorized);
        (await CountAsync("/api/traces")).ShouldBe(0);
    }

    [Theory]
    [InlineData("application/json", null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-protobuf", "br", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-protobuf", "gzip", HttpStatusCode.BadRequest)]
    public async Task OtherFormsAreRefused(string contentType, string? encoding, HttpStatusCode expected) =>
        (await PostAsync("traces", OtlpBytes.Span("shop", "x"), contentType: contentType, encoding: encoding)).ShouldBe(expected);

    [Fact]
    public async Task AGzipBombIsRefused()
    {
        using var bomb = new MemoryStream();
        await using (var gzip = new GZipStream(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 64; i++)
            {
                await gzip.WriteAsync(zeros);
            }
        }

        bomb.Length.ShouldBeLessThan(100_000);
        (await PostAsync("traces", bomb.ToArray(), encoding: "gzip")).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await PostAsync("traces", new byte[5 * 1024 * 1024])).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await PostAsync("traces", OtlpBytes.Span("shop", "still here"))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task DeepNestingIsCutOff()
    {
        var value = OtlpBytes.Text(1, "core");
        for (var i = 0; i < 10_000; i++)
        {
            value = OtlpBytes.Message(5, OtlpBytes.Message(1, value)); // AnyValue { ArrayValue { AnyValue … } }
        }

        var span = OtlpBytes.Span("shop", "deep", OtlpBytes.Message(9, [.. OtlpBytes.Text(1, "nested"), .. OtlpBytes.Message(2, value)]));
        (await PostAsync("traces", span)).ShouldBe(HttpStatusCode.OK);
        var list = await _dashboard.GetItemsAsync("/api/traces?attribute=nested");
        var trace = await _dashboard.GetAsync($"/api/traces/{list.GetProperty("items")[0].GetProperty("trace_id").GetString()}");
        trace.GetProperty("spans")[0].GetProperty("attributes").GetProperty("nested").ToString().ShouldContain("…");
    }

    [Fact]
    public void BrokenBytesAreRefusedAndNothingElseHappens()
    {
        var random = new Random(20261123);
        byte[][] valid =
        [
            OtlpBytes.Span("shop", "name", OtlpBytes.Message(9, OtlpBytes.Text(1, "key"))),
            OtlpBytes.Log("shop", "text"),
            OtlpBytes.Counter("shop", "sales", 5, 1_000_000),
        ];
        var reader = new OtlpReader();
        var refused = 0;
        for (var i = 0; i < 30_000; i++)
        {
            var bytes = valid[i % 3].ToArray();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var cut = random.Next(3) == 0 ? bytes.AsSpan(0, random.Next(bytes.Length + 1)) : bytes;
            try
            {
                switch (i % 3)
                {
                    case 0:
                        reader.ReadTraces(cut, span => Attributes.Read(span.Body, SpanRecord.AttributesField));
                        break;
                    case 1:
                        reader.ReadLogs(cut, log => Attributes.Read(log.Body, Community.AppHost.Telemetry.LogRecord.AttributesField));
                        break;
                    default:
                        reader.ReadMetrics(cut, _ => { });
                        break;
                }
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        refused.ShouldBeInRange(1_000, 29_000);
    }

    [Fact]
    public async Task AFloodPushesOutTheOldestAndMemoryStaysWithinItsLimit()
    {
        await _dashboard.DisposeAsync();
        var limits = new TelemetryLimits
        {
            Traces = 100,
            TraceBytes = 200_000,
            Logs = 50,
            LogBytes = 20_000,
            Series = 20,
            FileBytes = 50_000,
            FolderBytes = 200_000,
        };
        _dashboard = await DashboardHost.StartAsync(_dashboard.Folder, limits);
        var store = _dashboard.Store;
        for (var i = 0; i < 3_000; i++)
        {
            store.Receive(Signal.Traces, OtlpBytes.Span("shop", $"span {i}", OtlpBytes.Noise(9, 500)));
            store.Receive(Signal.Logs, OtlpBytes.Log("shop", $"line {i}"));
            store.Receive(Signal.Metrics, OtlpBytes.Counter("shop", $"sales-{i}", 1, 1_000_000 + i));
        }

        store.Traces.Bytes.ShouldBeLessThanOrEqualTo(limits.TraceBytes);
        store.Logs.Bytes.ShouldBeLessThanOrEqualTo(limits.LogBytes);
        (await CountAsync("/api/traces?limit=2000")).ShouldBeInRange(50, 100);
        (await CountAsync("/api/traces?name=span 2999")).ShouldBe(1);
        (await CountAsync("/api/traces?name=span 0")).ShouldBe(0);
        (await CountAsync("/api/logs?limit=5000")).ShouldBe(50);
        (await CountAsync("/api/metrics")).ShouldBeLessThanOrEqualTo(20);
        new DirectoryInfo(_dashboard.Telemetry)
            .EnumerateFiles("traces-*")
            .Sum(file => file.Length)
            .ShouldBeLessThan(limits.FolderBytes + limits.FileBytes);
    }

    [Fact]
    public async Task AWrongQuestionIsAnsweredWithWhatToAsk()
    {
        foreach (
            var (path, text) in ((string, string)[])
                [
                    ("/api/traces?since=yesterday-ish", "since is a time"),
                    ("/api/traces/123", "32 hexadecimal digits"),
                    ("/api/logs?level=loud", "level is one of"),
                    ("/api/metrics/data?meter=a&name=b&view=pie", "view is value or count"),
                ]
        )
        {
            using var answer = await _dashboard.Client.GetAsync(new Uri(path, UriKind.Relative));
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await answer.Content.ReadAsStringAsync()).ShouldContain(text);
        }

        using var unknown = await _dashboard.Client.GetAsync(new Uri($"/api/traces/{new string('a', 32)}", UriKind.Relative));
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task AStreamOfSpansInACircleIsShown()
    {
        // Two spans that name each other as parent: only a broken sender makes them.
        (await PostAsync("traces", OtlpBytes.Circle("shop"))).ShouldBe(HttpStatusCode.OK);
        var list = await _dashboard.GetItemsAsync("/api/traces");
        var trace = await _dashboard.GetAsync($"/api/traces/{list.GetProperty("items")[0].GetProperty("trace_id").GetString()}");
        trace.GetProperty("spans").GetArrayLength().ShouldBe(2);
    }

#pragma warning disable RS0030 // These exporters have no host: they are the sender, and send when they are disposed.
    private static TracerProviderBuilder Tracing() => Sdk.CreateTracerProviderBuilder();

    private static MeterProviderBuilder Metering() => Sdk.CreateMeterProviderBuilder();
#pragma warning restore RS0030

    private void Configure(OtlpExporterOptions options, OtlpExportProtocol protocol, string signal)
    {
        options.Protocol = protocol;
        options.TimeoutMilliseconds = Longest;
        options.Headers = $"{OtlpReceiver.KeyHeader}={_dashboard.Options.OtlpKey}";
        options.Endpoint =
            protocol == OtlpExportProtocol.Grpc
                ? new Uri($"http://127.0.0.1:{_dashboard.Options.GrpcPort}")
                : new Uri($"{_dashboard.Options.OtlpUrl}/v1/{signal}");
    }

    private async Task<IReadOnlyList<(string Label, double Value)>> NewestAsync(string instrument, string query)
    {
        var chart = await _dashboard.GetAsync($"/api/metrics/data?meter={_name}&name={instrument}&since=2m{query}");
        return
        [
            .. chart
                .GetProperty("lines")
                .EnumerateArray()
                .Select(line =>
                    (
                        line.GetProperty("label").GetString()!,
                        line.GetProperty("values")
                            .EnumerateArray()
                            .Last(value => value.ValueKind == JsonValueKind.Number && (value.GetDouble() != 0))
                            .GetDouble()
                    )
                ),
        ];
    }

    private async Task<int> CountAsync(string path) => (await _dashboard.GetAsync(path)).GetProperty("items").GetArrayLength();

    private async Task ExportOneTraceAsync(string name)
    {
        using (var source = new ActivitySource(_name))
        using (
            var provider = Tracing()
                .AddSource(_name)
                .AddOtlpExporter(options => Configure(options, OtlpExportProtocol.HttpProtobuf, "traces"))
                .Build()
        )
        {
            source.StartActivity(name)?.Dispose();
            provider.ForceFlush(Longest);
        }

        await _dashboard.GetItemsAsync($"/api/traces?name={name}");
    }

    private async Task RestartAsync()
    {
        await _dashboard.DisposeAsync();
        _dashboard = await DashboardHost.StartAsync(_dashboard.Folder);
    }

    private Task<HttpStatusCode> PostAsync(
        string signal,
        byte[] body,
        string contentType = "application/x-protobuf",
        string? encoding = null
    ) => PostAsync(signal, body, _dashboard.Options.OtlpKey, contentType, encoding);

    private async Task<HttpStatusCode> PostAsync(
        string signal,
        byte[] body,
        string? key,
        string contentType = "application/x-protobuf",
        string? encoding = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/{signal}") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        if (key is not null)
        {
            request.Headers.Add(OtlpReceiver.KeyHeader, key);
        }

        using var answer = await _dashboard.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
