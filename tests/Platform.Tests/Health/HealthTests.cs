using System.Net;
using System.Text.Json;
using Community.Platform.Hosting.Health;
using Community.Platform.Hosting.Lifetime;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Tests.Health;

public sealed class HealthTests : IAsyncDisposable
{
    private readonly HttpClient _client = new();
    private WebApplication? _app;
    private volatile bool _database = true;
    private volatile bool _broker = true;
    private int _asked;

    [Fact]
    public async Task AllIsWellWhenEveryDependencyAnswers()
    {
        await StartAsync();
        var (status, body) = await ReadyAsync();
        status.ShouldBe(HttpStatusCode.OK);
        body.GetProperty("status").GetString().ShouldBe("healthy");
        body.GetProperty("checks").GetProperty("postgresql").GetProperty("status").GetString().ShouldBe("healthy");
        body.GetProperty("checks").GetProperty("rabbitmq").GetProperty("duration_ms").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public async Task WithoutTheDatabaseNothingCanBeAnsweredButTheProcessLives()
    {
        _database = false;
        await StartAsync();
        var (status, body) = await ReadyAsync();
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body.GetProperty("status").GetString().ShouldBe("unhealthy");
        body.GetProperty("checks").GetProperty("postgresql").GetProperty("status").GetString().ShouldBe("unhealthy");
        body.ToString().ShouldNotContain("secret"); // Of the exception's message.
        (await _client.GetAsync(Url("/health/live"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        _asked.ShouldBe(2); // By readiness; liveness runs no checks.
    }

    [Fact]
    public async Task WithoutTheBrokerTheServiceIsDegradedAndReady()
    {
        _broker = false;
        await StartAsync();
        var (status, body) = await ReadyAsync();
        status.ShouldBe(HttpStatusCode.OK);
        body.GetProperty("status").GetString().ShouldBe("degraded");
    }

    [Fact]
    public async Task ManyProbesAreOneQuestion()
    {
        var clock = new FrozenClock();
        await StartAsync(clock: clock);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ReadyAsync()));
        _asked.ShouldBe(2);
        _database = false;
        clock.Now += TimeSpan.FromSeconds(0.9).Ticks;
        (await ReadyAsync()).Status.ShouldBe(HttpStatusCode.OK);
        clock.Now += TimeSpan.FromSeconds(0.2).Ticks;
        (await ReadyAsync()).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task ADependencyThatHangsIsGivenUp()
    {
        await StartAsync(services =>
            services.AddReadinessCheck(
                "hanging",
                async (_, cancellationToken) =>
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                    return true;
                }
            )
        );
        var (status, body) = await ReadyAsync();
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body.GetProperty("checks").GetProperty("hanging").GetProperty("status").GetString().ShouldBe("unhealthy");
    }

    [Fact]
    public async Task BothAreDeclaredAnonymous()
    {
        await StartAsync();
        var endpoints = ((IEndpointRouteBuilder)_app!).DataSources.SelectMany(source => source.Endpoints).ToList();
        endpoints.Count.ShouldBe(2);
        endpoints.ShouldAllBe(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() != null);
    }

    [Fact]
    public async Task AStoppingServiceIsNotReadyButFinishesWhatItHas()
    {
        var finish = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        await StartAsync(
            settings: new() { ["Lifetime:DrainSeconds"] = "3" },
            map: app =>
                app.MapGet(
                    "/slow",
                    async () =>
                    {
                        begun.SetResult();
                        await finish.Task;
                        return "finished";
                    }
                )
        );
        var request = _client.GetStringAsync(Url("/slow"));
        await begun.Task;
        _app!.Lifetime.StopApplication();
        var stopping = _app.StopAsync();

        // During the drain it still answers, and reports that it is stopping.
        (await ReadyAsync())
            .Body.GetProperty("status")
            .GetString()
            .ShouldBe("stopping");
        (await _client.GetAsync(Url("/health/live"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        stopping.IsCompleted.ShouldBeFalse();

        finish.SetResult();
        (await request).ShouldBe("finished");
        await stopping;
        await Should.ThrowAsync<HttpRequestException>(() => _client.GetAsync(Url("/health/live")));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private async Task StartAsync(
        Action<IServiceCollection>? add = null,
        TimeProvider? clock = null,
        Dictionary<string, string?>? settings = null,
        Action<WebApplication>? map = null
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.AddGracefulStop();
        if (clock is not null)
        {
            builder.Services.AddSingleton(clock);
        }
        builder
            .Services.AddHealth()
            .AddReadinessCheck(
                "postgresql",
                async (_, _) => await AskAsync(_database) ? true : throw new InvalidOperationException("password=secret")
            )
            .AddReadinessCheck("rabbitmq", (_, _) => AskAsync(_broker), required: false);
        add?.Invoke(builder.Services);
        _app = builder.Build();
        _app.MapHealth();
        map?.Invoke(_app);
        await _app.StartAsync();
        _url = _app.Urls.Single();
    }

    private string _url = "";

    private string Url(string path) => _url + path;

    private Task<bool> AskAsync(bool answer)
    {
        Interlocked.Increment(ref _asked);
        return Task.FromResult(answer);
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> ReadyAsync()
    {
        using var answer = await _client.GetAsync(Url("/health/ready"));
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    private sealed class FrozenClock : TimeProvider
    {
        public long Now { get; set; } = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now;
    }
}
