using Community.Platform.Http.Problems;

namespace Community.Gateway;

/// <summary>The gateway's own answers to requests that it does not forward.</summary>
internal static class Refusal
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    /// <summary>503: nothing was sent, so the caller may repeat the request.</summary>
    public static Task UnavailableAsync(HttpContext context, string service) =>
        WriteAsync(
            context,
            Problem.ServiceUnavailable(
                Soon,
                $"The {service} service cannot be reached at the moment, and the request did not reach it. Try again shortly.",
                "service_unavailable"
            )
        );

    /// <summary>502: the connection broke before an answer.</summary>
    public static Task BrokenOffAsync(HttpContext context, string service) =>
        WriteAsync(
            context,
            StatusCodes.Status502BadGateway,
            $"The {service} service broke off before it answered. The request may have taken effect: check before you repeat it."
        );

    /// <summary>504: no answer within the limit.</summary>
    public static Task TimedOutAsync(HttpContext context, string service) =>
        WriteAsync(
            context,
            StatusCodes.Status504GatewayTimeout,
            $"The {service} service did not answer in time. The request may have taken effect: check before you repeat it."
        );

    public static Task WriteAsync(HttpContext context, ProblemResult problem)
    {
        context.Response.Clear();
        return problem.ExecuteAsync(context);
    }

    /// <summary>
    /// Announces that the connection ends with this answer. The server closes a connection whose body it does not read to the end. Without
    /// the announcement the client's next request on it is lost (RFC 9112 section 9.6).
    /// </summary>
    public static void LastOfConnection(HttpContext context)
    {
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.OnStarting(
                static context =>
                {
                    ((HttpContext)context).Response.Headers.Connection = "close";
                    return Task.CompletedTask;
                },
                context
            );
        }
    }

    /// <summary>Any other status.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string? detail = null)
    {
        context.Response.Clear();
        context.Response.StatusCode = status;
        await context
            .RequestServices.GetRequiredService<IProblemDetailsService>()
            .TryWriteAsync(new() { HttpContext = context, ProblemDetails = { Status = status, Detail = detail } });
    }
}
