using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Hosting.Telemetry;

/// <summary>Logs one line for each request that failed or was slow. Traces and metrics cover the others.</summary>
internal sealed partial class RequestLog(RequestDelegate next, TimeProvider clock, ILogger<RequestLog> logger)
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext context)
    {
        var began = clock.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var elapsed = clock.GetElapsedTime(began);
            var status = context.Response.StatusCode;
            if (
                (status >= 500 || (elapsed > Slow && !IsMeantToLast(context)))
                && !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
            )
            {
                Log.Noteworthy(logger, context.Request.Method, RouteOf(context), status, elapsed.TotalMilliseconds);
            }
        }
    }

    // The pattern, not the path: the path is the client's text and may name people.
    private static string RouteOf(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";

    private static bool IsMeantToLast(HttpContext context) =>
        context.Response.StatusCode == StatusCodes.Status101SwitchingProtocols
        || context.WebSockets.IsWebSocketRequest
        || context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Method} {Route} answered {Status} after {Elapsed:0} ms")]
        public static partial void Noteworthy(ILogger logger, string method, string route, int status, double elapsed);
    }
}
