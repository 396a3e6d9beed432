using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;

namespace Community.Gateway.RateLimiting;

/// <summary>Refuses requests above the limit with 429 and Retry-After; other answers show the rest of the allowance.</summary>
internal sealed class RateLimitingMiddleware(RequestDelegate next, RateLimiter limiter)
{
    public Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        // Probes of an orchestrator must never be refused.
        var route = endpoint?.Metadata.GetMetadata<Route>();
        if (endpoint?.Metadata.GetMetadata<Unlimited>() is not null || route is { IsWebhook: true })
        {
            return next(context);
        }
        var (limit, taken) = limiter.Take(context, route, context.User.UserIdOrNull());
        context.Features.Set(new RateLimitState(limit, taken.Remaining));
        return taken.IsAllowed
            ? next(context)
            : Refusal.WriteAsync(
                context,
                Problem.TooManyRequests(
                    TimeSpan.FromSeconds(taken.RetryAfterSeconds),
                    "Too many requests. The Retry-After header says when to try again.",
                    "rate_limited"
                )
            );
    }
}
