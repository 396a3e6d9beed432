using System.Diagnostics;
using System.Net;
using Community.Platform.Access.Fleet;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;
using Stripe;

namespace Community.Payments.Stripe;

/// <summary>
/// Registers Stripe. All timeouts and retries are here, in the handlers of the named HttpClient.
/// <para>
/// Retries follow a failed connection, an attempt without a whole answer in time, 409 (the key is in use, or a lock was not available), 429
/// and 5xx; but <c>Stripe-Should-Retry</c> overrules the status either way (Stripe's docs, "Advanced error handling"). A POST always has
/// an idempotency key, the same in each attempt, so it is carried out once; GET and DELETE are idempotent by themselves.
/// </para>
/// <para>
/// One circuit for all calls of the process: while most attempts fail, calls end at once instead of holding requests for half a minute.
/// </para>
/// </summary>
internal static partial class StripeFeature
{
    public const string ClientName = "stripe";

    // The largest answer is a page of 100 objects, about a megabyte.
    private const int MaxAnswerBytes = 8 * 1024 * 1024;

    /// <summary>
    /// Adds <see cref="IStripe"/> and <see cref="WebhookSignature"/>. The service refuses to start if a setting of section
    /// <c>Stripe</c> is missing or wrong, with a sentence that names it.
    /// </summary>
    public static WebApplicationBuilder AddStripe(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services
            .AddOptions<StripeOptions>()
            .BindConfiguration("Stripe")
            .PostConfigure<IConfiguration>(ReadSecretsOfOneValue)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        var http = services
            .AddHttpClient(ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan) // the pipeline limits attempts and calls
            .ConfigurePrimaryHttpMessageHandler(provider => NewHandler(OptionsOf(provider)))
            // the handler itself renews its connections
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // they would log addresses with ids of customers; StripeNet logs everything that matters
            .RemoveAllLoggers();
        http.AddResilienceHandler(ClientName, (pipeline, context) => Configure(pipeline, context.ServiceProvider));
        http.AddHttpMessageHandler(() => new WholeAnswerHandler(MaxAnswerBytes));
        services.AddSingleton<IStripeClient>(NewClient);
        services.AddSingleton<IStripe, StripeNet>();
        services.AddSingleton<WebhookSignature>();
        return builder;
    }

    private static void ReadSecretsOfOneValue(StripeOptions options, IConfiguration configuration)
    {
        if (options.WebhookSecrets.Length == 0 && configuration["Stripe:WebhookSecrets"] is { } value)
        {
            options.WebhookSecrets = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
    }

    private static StripeOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<StripeOptions>>().Value;

    private static StripeClient NewClient(IServiceProvider provider)
    {
        var options = OptionsOf(provider);
        return new(
            new StripeClientOptions
            {
                ApiKey = options.SecretKey,
                ApiBase = options.ApiBase.TrimEnd('/'),
                // No retries by the package, and no telemetry from us to Stripe.
                HttpClient = new SystemNetHttpClient(
                    provider.GetRequiredService<IHttpClientFactory>().CreateClient(ClientName),
                    maxNetworkRetries: 0,
                    new AppInfo { Name = "Community-Payments", Version = "1.0" },
                    enableTelemetry: false
                ),
            }
        );
    }

    private static SocketsHttpHandler NewHandler(StripeOptions options) =>
        new()
        {
            AllowAutoRedirect = false, // a redirect could send the key to another host
            UseCookies = false,
            UseProxy = !new Uri(options.ApiBase).IsLoopback,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            // spans, but no trace context or baggage to a third party
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        };

    /// <summary>From the outside in: the time limit of the whole call, retries, the circuit, the time limit of one attempt.</summary>
    private static void Configure(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, IServiceProvider provider)
    {
        var timings = OptionsOf(provider).Timings;
        var clock = provider.GetRequiredService<TimeProvider>();
        var logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger<StripeNet>();
        pipeline.TimeProvider = clock;
        pipeline.AddTimeout(timings.Total);
        if (timings.Retries > 0)
        {
            pipeline.AddRetry(Retry(timings, clock, logger));
        }

        pipeline.AddCircuitBreaker(Breaker(timings, logger)).AddTimeout(timings.Attempt);
    }

    private static HttpRetryStrategyOptions Retry(StripeTimings timings, TimeProvider clock, ILogger logger) =>
        new()
        {
            MaxRetryAttempts = timings.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = timings.RetryDelay,
            MaxDelay = timings.MaxRetryDelay,
            // A pause as long as the rest of the call would only keep the caller waiting for the same failure.
            ShouldHandle = args =>
                new(
                    IsLost(args.Outcome.Exception)
                        || (args.Outcome.Result is { } answer && IsWorthRetrying(answer) && !(RetryAfter(answer, clock) >= timings.Total))
                ),
            // The pause that Stripe asks for, and a little more, so that callers with the same pause do not come back at once.
            DelayGenerator = args =>
                new(
                    args.Outcome.Result is { } answer && RetryAfter(answer, clock) is { } pause
                        ? pause + (timings.RetryDelay * Random.Shared.NextDouble())
                        : (TimeSpan?)null
                ),
            OnRetry = args =>
            {
                var why = args.Outcome.Exception?.GetType().Name ?? $"{(int)args.Outcome.Result!.StatusCode}";
                Log.Retrying(
                    logger,
                    why,
                    args.AttemptNumber + 1,
                    (long)args.RetryDelay.TotalMilliseconds,
                    Header(args.Outcome.Result, "Request-Id")
                );
                return default;
            },
        };

    private static HttpCircuitBreakerStrategyOptions Breaker(StripeTimings timings, ILogger logger) =>
        new()
        {
            FailureRatio = timings.BreakRatio,
            SamplingDuration = timings.BreakWindow,
            MinimumThroughput = timings.BreakLeast,
            BreakDuration = timings.Break,
            ShouldHandle = async args =>
                IsLost(args.Outcome.Exception) || (args.Outcome.Result is { } answer && await IsOutageAsync(answer)),
            OnOpened = args =>
            {
                Log.Opened(logger, args.BreakDuration.TotalSeconds);
                return default;
            },
            OnClosed = _ =>
            {
                Log.Closed(logger);
                return default;
            },
        };

    /// <summary>No answer came, for whatever reason; a cancelled call is not included.</summary>
    private static bool IsLost(Exception? exception) => exception is HttpRequestException or TimeoutRejectedException;

    private static bool IsWorthRetrying(HttpResponseMessage answer) =>
        bool.TryParse(Header(answer, "Stripe-Should-Retry"), out var should) ? should : (int)answer.StatusCode is 409 or 429 or >= 500;

    // 409 and an unavailable lock are about one object: they say nothing about Stripe's health.
    private static async ValueTask<bool> IsOutageAsync(HttpResponseMessage answer) =>
        (int)answer.StatusCode >= 500
        || (
            answer.StatusCode == HttpStatusCode.TooManyRequests
            && !(await answer.Content.ReadAsStringAsync()).Contains("\"lock_timeout\"", StringComparison.Ordinal)
        );

    private static string? Header(HttpResponseMessage? answer, string name) =>
        answer is not null && answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static TimeSpan? RetryAfter(HttpResponseMessage answer, TimeProvider clock)
    {
        var pause = answer.Headers.RetryAfter?.Delta ?? answer.Headers.RetryAfter?.Date - clock.GetUtcNow();
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }

    private static partial class Log
    {
        [LoggerMessage(
            11,
            LogLevel.Information,
            "A request to Stripe is tried again after {Reason}: retry {Attempt} in {Milliseconds} ms ({RequestId})"
        )]
        public static partial void Retrying(ILogger logger, string reason, int attempt, long milliseconds, string? requestId);

        [LoggerMessage(12, LogLevel.Error, "Stripe fails: it is not asked for {Seconds} s")]
        public static partial void Opened(ILogger logger, double seconds);

        [LoggerMessage(13, LogLevel.Information, "Stripe answers again")]
        public static partial void Closed(ILogger logger);
    }
}
