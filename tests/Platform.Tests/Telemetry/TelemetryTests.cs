using System.Diagnostics;
using Community.Platform.Data;
using Community.Platform.Hosting.Health;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Tests.Authentication;
using Community.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Community.Platform.Tests.Telemetry;

public sealed class TelemetryTests(TestServers servers) : IAsyncLifetime
{
    private readonly string _trace = ActivityTraceId.CreateRandom().ToHexString();
    private readonly string _parent = ActivitySpanId.CreateRandom().ToHexString();
    private readonly HttpClient _client = new();
    private Collector _collector = null!;
    private NpgsqlDataSource _database = null!;

    public async ValueTask InitializeAsync()
    {
        _collector = await Collector.StartAsync();
        _database = NpgsqlDataSource.Create(await servers.PostgresAsync());
    }

    [Fact]
    public async Task OneTraceRunsFromTheCallerThroughTwoServicesToTheDatabase()
    {
        await using var back = await StartAsync(
            "back",
            app =>
                app.MapGet(
                    "/rows/{id}",
                    async (int id, ILoggerFactory logs) =>
                    {
                        logs.CreateLogger("Community.Test").LogInformation("Reading row {Id}", id);
                        await using var command = _database.CreateCommand("SELECT 1");
                        await command.ExecuteScalarAsync();
                        return "row";
                    }
                )
        );
        var backUrl = back.Urls.Single();
        await using var front = await StartAsync("front", app => app.MapGet("/", () => _client.GetStringAsync($"{backUrl}/rows/7")));
        (await GetAsync(front.Urls.Single())).ShouldBe("row");
        await EndAsync(front);
        await EndAsync(back);

        // Every span once: both hosts of this process listen to all sources, so both export each span.
        var spans = _collector.SpansOf(_trace).DistinctBy(span => span.Id).ToList();
        var entry = spans.Single(span => span.Parent == _parent);
        var call = spans.Single(span => span.Parent == entry.Id);
        call.Name.ShouldStartWith("GET");
        var served = spans.Single(span => span.Parent == call.Id);
        served.Name.ShouldBe("GET /rows/{id}");
        spans.ShouldContain(span => span.Parent == served.Id, "the query");
        _collector.Has("traces", "postgresql").ShouldBeTrue();
        _collector.Has("traces", "service.instance.id").ShouldBeTrue();
        _collector.Has("traces", "service.namespace").ShouldBeTrue();
        _collector.Has("metrics", "deployment.environment.name").ShouldBeTrue();
        _collector.Has("logs", "Reading row 7").ShouldBeTrue();
        _collector.Has("logs", Convert.FromHexString(_trace)).ShouldBeTrue();
        _collector.Has("metrics", "http.server.request.duration").ShouldBeTrue();
        _collector.Has("metrics", "dotnet.gc.collections").ShouldBeTrue();
        _collector.Has("metrics", Convert.FromHexString(_trace)).ShouldBeTrue("an exemplar");
    }

    [Fact]
    public async Task ATokenInAQueryIsNeverExported()
    {
        await using var app = await StartAsync(
            "hub",
            app =>
                app.MapGet(
                    "/hub",
                    (HttpContext context, ILoggerFactory logs) =>
                    {
                        Activity.Current!.SetTag("url.full", context.Request.QueryString.Value);
                        logs.CreateLogger("Community.Test").LogWarning("Asked for {Url}", context.Request.QueryString.Value);
                        return "ok";
                    }
                )
        );
        await GetAsync($"{app.Urls.Single()}/hub?id=1&access_token=eyJhbGciOi.secret.token&x=2");
        await EndAsync(app);
        _collector.SpansOf(_trace).ShouldNotBeEmpty();
        foreach (var signal in new[] { "traces", "logs", "metrics" })
        {
            _collector.Has(signal, "eyJhbGciOi").ShouldBeFalse(signal);
        }
        _collector.Has("traces", "access_token=REDACTED&x=2").ShouldBeTrue();
        _collector.Has("logs", "access_token=REDACTED&x=2").ShouldBeTrue();
    }

    [Theory]
    [InlineData("/api/v1/communities/join-links/", "/api/v1/communities/join-links/{code}")]
    [InlineData("/join/", "/join/{code}")]
    public async Task AJoinCodeIsNeverExported(string path, string pattern)
    {
        const string Code = "k7XQp2mZ9wVt4BdN";
        await using var app = await StartAsync(
            "joins",
            app =>
                app.MapGet(
                    pattern,
                    (HttpContext context, ILoggerFactory logs) =>
                    {
                        logs.CreateLogger("Community.Test").LogWarning("Asked for {Path}", context.Request.Path.Value);
                        return "ok";
                    }
                )
        );
        await GetAsync($"{app.Urls.Single()}{path}{Code}?from=mail");
        await EndAsync(app);
        _collector.SpansOf(_trace).ShouldNotBeEmpty();
        foreach (var signal in new[] { "traces", "logs", "metrics" })
        {
            _collector.Has(signal, Code).ShouldBeFalse(signal);
        }
        _collector.Has("traces", $"{path}REDACTED").ShouldBeTrue();
        _collector.Has("traces", pattern).ShouldBeTrue();
        _collector.Has("logs", $"{path}REDACTED").ShouldBeTrue();
    }

    [Fact]
    public async Task ProbesLeaveNoTrace()
    {
        await using var app = await StartAsync(
            "probed",
            app => app.MapHealth(),
            services =>
                services
                    .AddHealth()
                    .AddReadinessCheck(
                        "postgresql",
                        async (_, cancellationToken) =>
                        {
                            await using var command = _database.CreateCommand("SELECT 'probe'");
                            await command.ExecuteScalarAsync(cancellationToken);
                            return true;
                        }
                    )
        );
        await GetAsync($"{app.Urls.Single()}/health/live");
        await GetAsync($"{app.Urls.Single()}/health/ready");
        await EndAsync(app);
        _collector.SpansOf(_trace).ShouldBeEmpty();
        _collector.Has("traces", "SELECT 'probe'").ShouldBeFalse();
    }

    [Fact]
    public async Task AnEndpointThatTheFleetPollsLeavesNoTraceAndIsCounted()
    {
        await using var app = await StartAsync(
            "polled",
            app =>
                app.MapGet(
                        "/polled",
                        async () =>
                        {
                            // Slow ones of others are traced.
                            await Task.Delay(TimeSpan.FromSeconds(1.2));
                            await using var command = _database.CreateCommand("SELECT 'polled'");
                            return (string?)await command.ExecuteScalarAsync();
                        }
                    )
                    .Quietly()
        );
        (await GetAsync($"{app.Urls.Single()}/polled")).ShouldBe("polled");
        await EndAsync(app);
        _collector.SpansOf(_trace).ShouldBeEmpty();
        _collector.Has("traces", "SELECT 'polled'").ShouldBeFalse();
        _collector.Has("metrics", "/polled").ShouldBeTrue();
    }

    [Fact]
    public async Task OfRequestsThatAreNotRecordedTheFailedAndTheSlowAre()
    {
        await using var app = await StartAsync(
            "busy",
            app =>
            {
                app.MapGet("/well", () => "ok");
                app.MapGet("/ill/{id}", () => Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
                app.MapGet(
                    "/slow",
                    async () =>
                    {
                        await Task.Delay(TimeSpan.FromSeconds(1.1));
                        return "ok";
                    }
                );
            }
        );
        foreach (var path in new[] { "/well", "/ill/7", "/slow" })
        {
            await GetAsync(app.Urls.Single() + path, isRecorded: false);
        }

        await EndAsync(app);
        var spans = _collector.SpansOf(_trace).DistinctBy(span => span.Id).ToList();
        spans.Select(span => span.Name).ShouldBe(["GET /ill/{id}", "GET /slow"], ignoreOrder: true);
        spans.ShouldAllBe(span => span.Parent == _parent);
        foreach (var attribute in new[] { "http.request.method", "url.path", "http.route", "http.response.status_code" })
        {
            _collector.Has("traces", attribute).ShouldBeTrue(attribute);
        }

        _collector.Has("traces", "/ill/7").ShouldBeTrue();
    }

    [Fact]
    public async Task OfManyFailedRequestsOnlySoManyAreRecorded()
    {
        await using var app = await StartAsync(
            "failing",
            app => app.MapGet("/ill", () => Results.StatusCode(StatusCodes.Status503ServiceUnavailable)),
            services => services.AddSingleton(new LateRecording(perSecond: 3, new ManualClock()))
        );
        for (var count = 0; count < 20; count++)
        {
            await GetAsync($"{app.Urls.Single()}/ill", isRecorded: false);
        }

        await EndAsync(app);
        _collector.SpansOf(_trace).DistinctBy(span => span.Id).Count().ShouldBe(3);
    }

    [Fact]
    public async Task WithoutACollectorTheTraceStillFlowsAndNothingIsRecorded()
    {
        await using var back = await StartAsync(
            "back",
            app => app.MapGet("/", (HttpContext context) => context.Request.Headers.TraceParent.ToString()),
            exported: false
        );
        var backUrl = back.Urls.Single();
        await using var front = await StartAsync("front", app => app.MapGet("/", () => _client.GetStringAsync(backUrl)), exported: false);
        (await GetAsync(front.Urls.Single())).ShouldStartWith($"00-{_trace}-");
        front.Services.GetService<OpenTelemetry.Trace.TracerProvider>().ShouldBeNull();
        front.Services.GetService<OpenTelemetry.Metrics.MeterProvider>().ShouldBeNull();
    }

    [Fact]
    public async Task ACollectorThatIsNotThereDelaysNeitherRequestsNorTheStopForLong()
    {
        await _collector.DisposeAsync();
        await using var app = await StartAsync("lonely", app => app.MapGet("/", () => "ok"), collector: "http://127.0.0.1:1");
        (await GetAsync(app.Urls.Single())).ShouldBe("ok");
        await app.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Ends as a program does: requests finish, maybe after their answers were read; then the rest is exported.</summary>
    private static async Task EndAsync(WebApplication app)
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _collector.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task<WebApplication> StartAsync(
        string name,
        Action<WebApplication> map,
        Action<IServiceCollection>? add = null,
        bool exported = true,
        string? collector = null
    )
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning";
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (exported)
        {
            builder.Configuration.AddInMemoryCollection(
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector ?? _collector.Url,
                    ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                }
            );
        }

        builder.AddTelemetry(name);
        builder.Services.AddDatabaseTelemetry(builder.Configuration);
        add?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseRequestLog();
        map(app);
        await app.StartAsync();
        return app;
    }

    private async Task<string> GetAsync(string url, bool isRecorded = true)
    {
        // The caller is outside: otherwise its own client span would replace the header.
        using var outside = Quiet.Begin();
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Add("traceparent", $"00-{_trace}-{_parent}-0{(isRecorded ? 1 : 0)}");
        using var answer = await _client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }
}
