using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Hosting.Telemetry;

/// <summary>
/// Logs a warning for each request that failed here, a line for each that was forbidden to its caller (401 and 404 tell of no account), and
/// at most once a minute for each route that a request took longer than a second.
/// Traces and metrics cover the others.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, TimeProvider clock, ILogger<RequestLog> logger)
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SlowAgain = TimeSpan.FromMinutes(1);

    // When a slow request of the route was last logged. Routes are patterns, so there are not many.
    private readonly ConcurrentDictionary<string, long> _slowRoutes = new(StringComparer.Ordinal);

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
            if (context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
            {
                // Its probes come every second, and their failures are reported by the health page.
            }
            else if (status >= 500)
            {
                Log.Failed(logger, context.Request.Method, RouteOf(context), status, elapsed.TotalMilliseconds);
            }
            else if (status == StatusCodes.Status403Forbidden)
            {
                Log.Refused(logger, context.Request.Method, RouteOf(context), context.User.FindFirst("sub")?.Value ?? "a stranger");
            }
            else if (elapsed > Slow && !IsMeantToLast(context) && IsNews(context.Request.Method, RouteOf(context)))
            {
                Log.Slow(logger, context.Request.Method, RouteOf(context), status, elapsed.TotalMilliseconds);
            }
        }
    }

    private bool IsNews(string method, string route)
    {
        var now = clock.GetTimestamp();
        var key = $"{method} {route}";
        var last = _slowRoutes.GetOrAdd(key, now);
        return last == now || (clock.GetElapsedTime(last, now) > SlowAgain && _slowRoutes.TryUpdate(key, now, last));
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
        public static partial void Failed(ILogger logger, string method, string route, int status, double elapsed);

        [LoggerMessage(3, LogLevel.Information, "{Method} {Route} was refused to {User} (403)")]
        public static partial void Refused(ILogger logger, string method, string route, string user);

        [LoggerMessage(2, LogLevel.Information, "{Method} {Route} was slow: it answered {Status} after {Elapsed:0} ms")]
        public static partial void Slow(ILogger logger, string method, string route, int status, double elapsed);
    }
}
