using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Platform.Http.Problems;

/// <summary>Registers problems as the answers to all failures of a request.</summary>
public static class ProblemExtensions
{
    /// <summary>Makes the framework's own errors the same problems.</summary>
    public static IServiceCollection AddProblems(this IServiceCollection services)
    {
        services.AddSingleton<IProblemDetailsService, FrameworkProblems>();
        services.AddSingleton<ExceptionProblems>();
        // Without it a bad request outside Development is answered by a bare 400 that does not say which input was bad.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        return services;
    }

    /// <summary>
    /// Call it before all other middleware, and <c>UseRouting</c> explicitly after it (WebApplication otherwise puts routing in front).
    /// </summary>
    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) => app.UseMiddleware<ProblemMiddleware>();

    /// <summary>Problems of the framework (its validation filter, for example) go through our writer.</summary>
    private sealed class FrameworkProblems : IProblemDetailsService
    {
        public async ValueTask WriteAsync(ProblemDetailsContext context) => await TryWriteAsync(context);

        public async ValueTask<bool> TryWriteAsync(ProblemDetailsContext context)
        {
            var problem = context.ProblemDetails;
            var status = problem.Status ?? context.HttpContext.Response.StatusCode;
            if (problem is HttpValidationProblemDetails)
            {
                var faults = context.HttpContext.RequestServices.GetRequiredService<ValidationFaults>().All;
                await ProblemWriter.WriteAsync(context.HttpContext, Problem.Invalid(faults));
            }
            else
            {
                await ProblemWriter.WriteAsync(context.HttpContext, status, problem.Detail);
            }

            return true;
        }
    }
}
