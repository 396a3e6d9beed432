using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Platform.Access.Authentication;

/// <summary>The bodies of 401, 403 and 503, by the service's own problem details.</summary>
internal static class AuthenticationProblems
{
    public static async Task WriteProblemAsync(this HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        var problems = context.RequestServices.GetService<IProblemDetailsService>();
        if (problems is not null)
        {
            // False where the caller accepts no JSON. Then the answer has only its status.
            await problems.TryWriteAsync(new() { HttpContext = context, ProblemDetails = { Status = status, Detail = detail } });
        }
    }
}
