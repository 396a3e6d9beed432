using System.Diagnostics;
using Community.Gateway.Authentication;
using Community.Gateway.RateLimiting;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.Features;

namespace Community.Gateway.Headers;

/// <summary>The outermost middleware: it gets each request first and each answer last.</summary>
internal sealed class Edge(
    RequestDelegate next,
    ResponseHeaders responseHeaders,
    UnlistedProxy unlistedProxy,
    LateRecording lateRecording,
    TimeProvider clock
)
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private readonly Func<object, Task> _finish = context => FinishAsync((HttpContext)context, responseHeaders, lateRecording, clock);

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        unlistedProxy.Notice(context);
        // Routing and the services take "post" for POST. The rules of the gateway must not take it for another method.
        context.Request.Method = HttpMethods.GetCanonicalizedValue(context.Request.Method);
        RequestHeaders.RemoveUntrusted(headers);
        SessionCookies.Limit(context.Request);
        HubTokens.MoveToHeader(context.Request);
        context.TraceIdentifier = RequestId.Accept(headers, TraceContext.Accept(headers));
        context.Response.OnStarting(_finish, context);

        if (HeaderText.Fault(headers) is { } header)
        {
            return Refusal.WriteAsync(
                context,
                Problem.BadRequest($"The header {header} has characters that are not visible ASCII. Send it without them.")
            );
        }

        if (BodyCoding.Refusal(context) is { } refusal)
        {
            return Refusal.WriteAsync(context, refusal);
        }

        // The server has decoded the path once. A service would decode the remaining escapes (%252e%252e) and might get another path than
        // the one that was routed here.
        return context.Request.Path.Value!.AsSpan().ContainsAny('%', '\\')
            ? Refusal.WriteAsync(context, Problem.BadRequest("The path is encoded twice, or has an encoded slash or a backslash."))
            : next(context);
    }

    private static Task FinishAsync(HttpContext context, ResponseHeaders responseHeaders, LateRecording lateRecording, TimeProvider clock)
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is { Recorded: false } span && IsOfInterest(context, span, clock))
        {
            lateRecording.Begin(context);
        }

        responseHeaders.Add(context);
        context.Features.Get<RateLimitState>()?.AddTo(context.Response.Headers);
        return Task.CompletedTask;
    }

    // As in the services, whose spans are below it: failed, or slow to begin the answer. Probes are neither.
    private static bool IsOfInterest(HttpContext context, Activity span, TimeProvider clock) =>
        (
            context.Response.StatusCode >= StatusCodes.Status500InternalServerError
            || clock.GetUtcNow().UtcDateTime - span.StartTimeUtc > Slow
        ) && !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal);
}
