namespace Community.StripeSandbox.Wire;

/// <summary>Maps endpoints of the API: plain functions from a call to an object.</summary>
internal sealed class StripeRoutes(IEndpointRouteBuilder endpoints, ApiPipeline pipeline)
{
    /// <summary>An endpoint that only reads.</summary>
    public void Get(string route, Func<StripeCall, object> handler) =>
        endpoints.MapGet(route, (HttpContext http) => pipeline.AnswerAsync(http, handler));

    /// <summary>An endpoint that makes changes.</summary>
    public void Post(string route, Func<StripeCall, object> handler) =>
        endpoints.MapPost(route, (HttpContext http) => pipeline.AnswerAsync(http, handler));

    /// <summary>An endpoint that deletes or ends an object.</summary>
    public void Delete(string route, Func<StripeCall, object> handler) =>
        endpoints.MapDelete(route, (HttpContext http) => pipeline.AnswerAsync(http, handler));

    /// <summary>The answer for all other paths.</summary>
    public void Fallback() =>
        endpoints.MapFallback(
            "/v1/{**path}",
            (HttpContext http) =>
                pipeline.AnswerAsync(
                    http,
                    static call =>
                        throw new StripeException(
                            StatusCodes.Status404NotFound,
                            new StripeErrorBody(
                                "invalid_request_error",
                                $"Unrecognized request URL ({call.Http.Request.Method}: {call.Http.Request.Path})."
                            ),
                            executed: false
                        )
                )
        );
}
