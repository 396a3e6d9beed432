using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Community.Platform.Hosting.Health;

/// <summary>
/// Two endpoints. <c>/health/live</c> says whether the process answers at all. It never checks dependencies, because a restart of the
/// service repairs no database. <c>/health/ready</c> says whether the service should get requests now.
/// </summary>
public static class HealthExtensions
{
    /// <summary>The tag of the checks of readiness. MassTransit gives it to its own check.</summary>
    public const string Ready = "ready";

    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Adds the two endpoints' services. The code that owns a dependency adds its check.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddHealthChecks();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Readiness>();
        return services;
    }

    /// <summary>
    /// Adds a dependency to <c>/health/ready</c>. At most 2 s; a check that throws or is late counts as failed.
    /// </summary>
    /// <param name="services">The service's services.</param>
    /// <param name="name">As it appears in the answer, e.g. "postgresql".</param>
    /// <param name="check">True if the dependency answers.</param>
    /// <param name="required">True: requests need it, so without it the service is not ready (503). False: it is degraded (200).</param>
    public static IServiceCollection AddReadinessCheck(
        this IServiceCollection services,
        string name,
        Func<IServiceProvider, CancellationToken, Task<bool>> check,
        bool required = true
    )
    {
        services.AddHealth();
        services.Configure<HealthCheckServiceOptions>(options =>
            options.Registrations.Add(
                new HealthCheckRegistration(
                    name,
                    provider => new DelegateCheck(provider, check),
                    required ? HealthStatus.Unhealthy : HealthStatus.Degraded,
                    [Ready],
                    CheckTimeout
                )
            )
        );
        return services;
    }

    /// <summary>
    /// Maps <c>GET /health/live</c> and <c>GET /health/ready</c>, both anonymous and outside of logs, traces and metrics.
    /// </summary>
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder app)
    {
        Quietly(app.MapGet("/health/live", () => TypedResults.Ok(new { status = "healthy" })));
        Quietly(app.MapGet("/health/ready", AnswerReadyAsync));
        return app;
    }

    private static async Task<IResult> AnswerReadyAsync(Readiness readiness, HttpContext context)
    {
        var report = await readiness.AskAsync();
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(report, statusCode: report.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    // A short circuit: no rate limit, no authentication and nothing else that could fail comes between a probe and its answer.
    private static void Quietly(IEndpointConventionBuilder endpoint) =>
        endpoint
            .AllowAnonymous()
            .ShortCircuit()
            .DisableHttpMetrics()
            .Add(builder => builder.Metadata.Add(new ExcludeFromDescriptionAttribute()));

    private sealed class DelegateCheck(IServiceProvider services, Func<IServiceProvider, CancellationToken, Task<bool>> check)
        : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            await check(services, cancellationToken)
                ? HealthCheckResult.Healthy()
                : new HealthCheckResult(context.Registration.FailureStatus);
    }
}
