using System.Collections.Concurrent;
using System.Text;
using Community.Payments.Stripe;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Community.Payments.Tests.Stripe;

/// <summary>A request as it arrived.</summary>
internal sealed record Received(string Method, string Target, string Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>A server with the answers of a test, and the client as a service registers it.</summary>
internal sealed class StubStripe : IAsyncDisposable
{
    public const string SecretKey = "sk_test_51StubOnly0123456789";
    public const string WebhookSecret = "whsec_StubOnly0123456789";

    private readonly ConcurrentQueue<Func<HttpContext, Task>> _answers = new();
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly CapturedLogs _logs = new();
    private WebApplication _server = null!;
    private WebApplication _service = null!;

    public IStripe Client => _service.Services.GetRequiredService<IStripe>();

    public IReadOnlyList<Received> Requests => [.. _received];

    public Received Request => Requests.ShouldHaveSingleItem();

    public IReadOnlyList<string> Logs => [.. _logs.Lines];

    public static async Task<StubStripe> StartAsync(
        Action<StripeTimings>? timings = null,
        TimeProvider? clock = null,
        DelegatingHandler? between = null
    )
    {
        var stub = new StubStripe();
        var server = WebApplication.CreateSlimBuilder();
        server.WebHost.UseUrls("http://127.0.0.1:0");
        server.Logging.ClearProviders();
        stub._server = server.Build();
        stub._server.Run(stub.AnswerAsync);
        await stub._server.StartAsync();

        var service = WebApplication.CreateSlimBuilder();
        service.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Stripe:ApiBase"] = stub._server.Urls.First(),
                ["Stripe:SecretKey"] = SecretKey,
                ["Stripe:WebhookSecrets:0"] = WebhookSecret,
                ["Stripe:Timings:RetryDelay"] = "00:00:00.001",
                ["Stripe:Timings:MaxRetryDelay"] = "00:00:00.005",
            }
        );
        service.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(stub._logs);
        service.Services.AddSingleton(clock ?? TimeProvider.System);
        service.AddStripe();
        if (between is not null)
        {
            service.Services.AddHttpClient(StripeFeature.ClientName).AddHttpMessageHandler(() => between);
        }

        service.Services.PostConfigure<StripeOptions>(options => timings?.Invoke(options.Timings));
        stub._service = service.Build();
        return stub;
    }

    public StubStripe Answer(int status, string body, params (string Name, string Value)[] headers)
    {
        _answers.Enqueue(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            context.Response.Headers["Request-Id"] = $"req_{_received.Count}";
            foreach (var (name, value) in headers)
            {
                context.Response.Headers[name] = value;
            }

            await context.Response.WriteAsync(body);
        });
        return this;
    }

    /// <summary>Reads the request, then ends the connection without an answer.</summary>
    public StubStripe CutOff()
    {
        _answers.Enqueue(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        return this;
    }

    /// <summary>Sends the headers and half of the body.</summary>
    public StubStripe CutOffInTheBody()
    {
        _answers.Enqueue(async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        return this;
    }

    /// <summary>Sends nothing until the client goes away.</summary>
    public StubStripe Hang()
    {
        _answers.Enqueue(context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        return this;
    }

    public Task StopServerAsync() => _server.StopAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        _received.Enqueue(
            new(
                context.Request.Method,
                context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
                body,
                context.Request.Headers.ToDictionary(
                    header => header.Key,
                    header => header.Value.ToString(),
                    StringComparer.OrdinalIgnoreCase
                )
            )
        );
        if (_answers.TryDequeue(out var answer))
        {
            await answer(context);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status418ImATeapot;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _server.DisposeAsync();
    }

    private sealed class CapturedLogs : ILoggerProvider
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, Lines);

        public void Dispose() { }

        private sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel,
                EventId eventId,
                TState state,
                Exception? exception,
                Func<TState, Exception?, string> formatter
            ) => lines.Enqueue($"{logLevel} {category} {formatter(state, exception)} {exception}");
        }
    }
}
