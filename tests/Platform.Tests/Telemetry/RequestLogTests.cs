using System.Security.Claims;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Tests.Authentication;
using Community.Platform.Tests.Http;
using Community.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Tests.Telemetry;

/// <summary>The log has each failure, and of slow requests no more than one line a minute for each route.</summary>
public sealed class RequestLogTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly RecordedLog _log = new();
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(_log);
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddSingleton(new LateRecording(perSecond: 100, _clock));
        _app = builder.Build();
        _app.UseRequestLog();
        _app.UseRouting();
        _app.MapGet("/slow/{id}", (string id) => Take(1.1, StatusCodes.Status200OK));
        _app.MapGet("/other", () => Take(1.1, StatusCodes.Status404NotFound));
        _app.MapGet("/quick", () => Take(0.9, StatusCodes.Status200OK));
        _app.MapGet(
            "/forbidden/{id}",
            (HttpContext context, string id) =>
            {
                context.User = new(new ClaimsIdentity([new("sub", "0198c0de-0000-7000-8000-000000000001")], "test"));
                return Results.StatusCode(StatusCodes.Status403Forbidden);
            }
        );
        _app.MapGet("/refused/{status:int}", (int status) => Results.StatusCode(status));
        _app.Map("/any", () => Results.StatusCode(StatusCodes.Status400BadRequest));
        _app.MapGet("/failed", () => Take(0, StatusCodes.Status502BadGateway));
        await _app.StartAsync();
        _client = new() { BaseAddress = new(_app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task ASlowRouteIsOneInformationAMinute()
    {
        await GetAsync("/quick", "/slow/1", "/slow/2", "/other", "/slow/3");
        _clock.Advance(TimeSpan.FromMinutes(1));
        await GetAsync("/slow/4", "/slow/5");

        await LinesShouldBeAsync([
            (LogLevel.Information, "GET /slow/{id} was slow: it answered 200 after 1100 ms"),
            (LogLevel.Information, "GET /other was slow: it answered 404 after 1100 ms"),
            (LogLevel.Information, "GET /slow/{id} was slow: it answered 200 after 1100 ms"),
        ]);
    }

    [Fact]
    public async Task EachFailureIsAWarning()
    {
        await GetAsync("/failed", "/failed");

        await LinesShouldBeAsync([.. Enumerable.Repeat((LogLevel.Warning, "GET /failed answered 502 after 0 ms"), 2)]);
    }

    [Fact]
    public async Task EachRefusalNamesTheCallerAndNotThePath()
    {
        await GetAsync("/forbidden/1", "/forbidden/2");

        await LinesShouldBeAsync([
            .. Enumerable.Repeat(
                (LogLevel.Information, "GET /forbidden/{id} was refused to 0198c0de-0000-7000-8000-000000000001 (403)"),
                2
            ),
        ]);
    }

    [Fact]
    public async Task RefusalsByRuleAreCountedInOneLineAMinute()
    {
        await GetAsync("/refused/400", "/refused/400", "/refused/429", "/refused/404", "/refused/401", "/refused/409");
        _clock.Advance(TimeSpan.FromMinutes(1));
        await GetAsync("/refused/400", "/refused/400");

        await LinesShouldBeAsync([
            (LogLevel.Information, "GET /refused/{status:int} refused 1 requests by its rules (400), the last of a stranger"),
            (LogLevel.Information, "GET /refused/{status:int} refused 1 requests by its rules (429), the last of a stranger"),
            (LogLevel.Information, "GET /refused/{status:int} refused 2 requests by its rules (400), the last of a stranger"),
        ]);
    }

    [Fact]
    public async Task MethodsThatAClientMakesUpAreOneKind()
    {
        foreach (var method in new[] { "PURGE", "BREW", "GET", "MAKEUP" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/any");
            using var _ = await _client.SendAsync(request);
        }

        _clock.Advance(TimeSpan.FromMinutes(1));
        using var last = new HttpRequestMessage(new HttpMethod("LAST"), "/any");
        using var answer = await _client.SendAsync(last);

        await LinesShouldBeAsync([
            (LogLevel.Information, "_OTHER /any refused 1 requests by its rules (400), the last of a stranger"),
            (LogLevel.Information, "GET /any refused 1 requests by its rules (400), the last of a stranger"),
            (LogLevel.Information, "_OTHER /any refused 3 requests by its rules (400), the last of a stranger"),
        ]);
    }

    private async Task GetAsync(params string[] paths)
    {
        foreach (var path in paths)
        {
            using var _ = await _client.GetAsync(path);
        }
    }

    private async Task LinesShouldBeAsync((LogLevel Level, string Text)[] expected)
    {
        // The line of a request may be written after its answer has arrived.
        await Poll.UntilAsync(() => _log.Lines.Count >= expected.Length);
        _log.Lines.Select(line => (line.Level, line.Text)).Order().ShouldBe(expected.Order());
    }

    private IResult Take(double seconds, int status)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        return Results.StatusCode(status);
    }
}
