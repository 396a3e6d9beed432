using Community.Platform.Access.Authorization;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Http.Problems;

namespace Community.Gateway.RateLimiting;

/// <summary>
/// Refuses requests above the limit with 429 and Retry-After; other answers show the rest of the allowance. The log has at most one line a
/// minute for each limit.
/// </summary>
internal sealed partial class RateLimitingMiddleware(
    RequestDelegate next,
    RateLimiter limiter,
    TimeProvider clock,
    ILogger<RateLimitingMiddleware> logger
)
{
    private readonly OncePerMinute _refusals = new(clock);

    public Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        // Probes of an orchestrator must never be refused.
        var route = endpoint?.Metadata.GetMetadata<Route>();
        if (endpoint?.Metadata.GetMetadata<Unlimited>() is not null || route is { IsWebhook: true })
        {
            return next(context);
        }
        var (limit, taken) = limiter.Take(
            context,
            route,
            context.User.UserIdOrNull(),
            context.User.Scopes() is null ? null : context.User.SessionId()
        );
        context.Features.Set(new RateLimitState(limit, taken.Remaining));
        if (taken.IsAllowed)
        {
            return next(context);
        }

        if (_refusals.Count(limit.Texts.Name) is { } refusals)
        {
            Log.Refused(logger, limit.Texts.Name, refusals, context.User.UserIdOrNull()?.ToString() ?? "a stranger");
        }

        return Refusal.WriteAsync(
            context,
            Problem.TooManyRequests(
                TimeSpan.FromSeconds(taken.RetryAfterSeconds),
                "Too many requests. The Retry-After header says when to try again.",
                "rate_limited"
            )
        );
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The limit {Limit} refused {Refusals} requests, the last of {User}")]
        public static partial void Refused(ILogger logger, string limit, long refusals, string user);
    }
}
