using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Community.Payments.Stripe;

/// <summary>From the outside in: the limit of the whole call, retries, the circuit, the limit of one attempt.</summary>
internal static partial class StripePipeline
{
    internal static readonly ResiliencePropertyKey<long> StartedAt = new("stripe.started-at");

    public static ResiliencePipeline<StripeAnswer> Build(StripeTimings timings, TimeProvider clock, ILogger logger)
    {
        var builder = new ResiliencePipelineBuilder<StripeAnswer> { TimeProvider = clock }.AddTimeout(timings.Total);
        if (timings.Retries > 0)
        {
            builder.AddRetry(Retry(timings, clock, logger));
        }

        return builder.AddCircuitBreaker(Breaker(timings, logger)).AddTimeout(timings.Attempt).Build();
    }

    private static RetryStrategyOptions<StripeAnswer> Retry(StripeTimings timings, TimeProvider clock, ILogger logger) => new()
    {
        MaxRetryAttempts = timings.Retries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = timings.RetryDelay,
        MaxDelay = timings.MaxRetryDelay,
        ShouldHandle = args => new(IsLost(args.Outcome.Exception)
            || (args.Outcome.Result is { } answer && IsWorthRetrying(answer) && Fits(answer.RetryAfter, args.Context, timings, clock))),
        // what Stripe asks for, and a little more, so that those who were told the same do not come back at once
        DelayGenerator = args => new(args.Outcome.Result?.RetryAfter is { } pause
            ? pause + (timings.RetryDelay * Random.Shared.NextDouble())
            : (TimeSpan?)null),
        OnRetry = args =>
        {
            var why = args.Outcome.Exception?.GetType().Name ?? $"{args.Outcome.Result!.Status} {args.Outcome.Result.Error?.Text("code")}";
            var pause = (long)args.RetryDelay.TotalMilliseconds;
            Log.Retrying(logger, args.Context.OperationKey, why, args.AttemptNumber + 1, pause, args.Outcome.Result?.RequestId);
            return default;
        },
    };

    private static CircuitBreakerStrategyOptions<StripeAnswer> Breaker(StripeTimings timings, ILogger logger) => new()
    {
        FailureRatio = timings.BreakRatio,
        SamplingDuration = timings.BreakWindow,
        MinimumThroughput = timings.BreakLeast,
        BreakDuration = timings.Break,
        ShouldHandle = args => new(IsLost(args.Outcome.Exception) || (args.Outcome.Result is { } answer && IsOutage(answer))),
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

    /// <summary>No answer came, whoever's fault it was; a caller who left is not among these.</summary>
    private static bool IsLost(Exception? exception) => exception is HttpRequestException or TimeoutRejectedException;

    internal static bool IsWorthRetrying(StripeAnswer answer) => answer.ShouldRetry ?? (answer.Status is 409 or 429 or >= 500);

    // 409 and a lock that was not had are about one object: they say nothing of Stripe's health.
    private static bool IsOutage(StripeAnswer answer) =>
        answer.Status >= 500 || (answer.Status == 429 && answer.Error?.Text("code") != "lock_timeout");

    // A pause that outlasts the call would only keep the caller waiting for the same end.
    private static bool Fits(TimeSpan? pause, ResilienceContext context, StripeTimings timings, TimeProvider clock) =>
        pause is null || clock.GetElapsedTime(context.Properties.GetValue(StartedAt, 0)) + pause < timings.Total;

    private static partial class Log
    {
        [LoggerMessage(11, LogLevel.Information, "{Operation} is tried again after {Reason}: retry {Attempt} in {Milliseconds} ms ({RequestId})")]
        public static partial void Retrying(ILogger logger, string? operation, string reason, int attempt, long milliseconds, string? requestId);

        [LoggerMessage(12, LogLevel.Error, "Stripe fails: it is not asked for {Seconds} s")]
        public static partial void Opened(ILogger logger, double seconds);

        [LoggerMessage(13, LogLevel.Information, "Stripe answers again")]
        public static partial void Closed(ILogger logger);
    }
}
