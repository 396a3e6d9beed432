using Community.Gateway.Proxying;
using Community.Gateway.RateLimiting;
using Community.Platform.Access.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Gateway.Health;

/// <summary>The gateway's own health, for orchestrators and people.</summary>
internal static class HealthEndpoints
{
    private static readonly Dictionary<string, ServiceState> NoServices = [];

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapOwn("/health/live", () => TypedResults.Json(new { status = "healthy" })).WithMetadata(new Unlimited());
        app.MapOwn("/health/ready", Ready).WithMetadata(new Unlimited());
    }

    // The gateway is ready if it can serve requests. A service that is down is reported, but must not make the whole platform unreachable.
    // Only a gateway that has never loaded identity's keys and ended sessions is not ready, because it can check no token.
    private static JsonHttpResult<Readiness> Ready(
        ServiceMap services,
        ISigningKeys keys,
        IRevokedSessions sessions,
        IHostApplicationLifetime lifetime
    )
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return TypedResults.Json(new Readiness("stopping", "healthy", NoServices), statusCode: StatusCodes.Status503ServiceUnavailable);
        }
        var canCheckTokens = keys.IsReady && sessions.IsReady;
        var states = services.All.ToDictionary(service => service.Name, StateOf, StringComparer.Ordinal);
        var status =
            !canCheckTokens ? "unhealthy"
            : states.Values.All(state => state.Status == "healthy") ? "healthy"
            : "degraded";
        return TypedResults.Json(
            new Readiness(status, canCheckTokens ? "healthy" : "unhealthy", states),
            statusCode: canCheckTokens ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable
        );
    }

    private static ServiceState StateOf(ServiceInstances service)
    {
        var ready = service.Destinations.Count(instance => instance is { IsAvailable: true, IsReady: true });
        var status =
            ready == service.Destinations.Count ? "healthy"
            : service.Destinations.Any(instance => instance.IsAvailable) ? "degraded"
            : "unhealthy";
        return new(status, ready, service.Destinations.Count);
    }

    private sealed record Readiness(string Status, string Tokens, IReadOnlyDictionary<string, ServiceState> Services);

    private sealed record ServiceState(string Status, int Ready, int Instances);
}
