using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Hosting.Telemetry;

/// <summary>
/// Logs a warning for each failed request, and a line for each request that was forbidden to its caller (401 and 404 name no account). For
/// each route, it logs at most once a minute that requests were refused by the rules of input or by a limit, or took longer than a second.
/// Traces and metrics cover the others. Failed and slow requests are traced beyond the limit of traces, up to
/// a limit of their own.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, LateRecording lateRecording, TimeProvider clock, ILogger<RequestLog> logger)
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    private static readonly FrozenSet<string> Methods = FrozenSet.ToFrozenSet(
        ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"],
        StringComparer.Ordinal
    );

    // Routes are patterns, so there are not many.
    private readonly OncePerMinute _slowRoutes = new(clock);
    private readonly OncePerMinute _refusals = new(clock);

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
                lateRecording.Begin(context);
                Log.Failed(logger, MethodOf(context), RouteOf(context), status, elapsed.TotalMilliseconds);
            }
            else if (status == StatusCodes.Status403Forbidden)
            {
                Log.Refused(logger, MethodOf(context), RouteOf(context), CallerOf(context));
            }
            else if (IsByRule(status))
            {
                if (_refusals.Count($"{MethodOf(context)} {RouteOf(context)} {status}") is { } refusals)
                {
                    Log.RefusedByRule(logger, MethodOf(context), RouteOf(context), refusals, status, CallerOf(context));
                }
            }
            else if (elapsed > Slow && !IsMeantToLast(context))
            {
                if (!QuietEndpoints.IsQuiet(context))
                {
                    lateRecording.Begin(context);
                }

                if (_slowRoutes.Count($"{MethodOf(context)} {RouteOf(context)}") is not null)
                {
                    Log.Slow(logger, MethodOf(context), RouteOf(context), status, elapsed.TotalMilliseconds);
                }
            }
        }
    }

    // Broken input, a limit, or a key that belongs to another request: attempts to get around the rules look like this.
    private static bool IsByRule(int status) =>
        status
            is StatusCodes.Status400BadRequest
                or StatusCodes.Status413PayloadTooLarge
                or StatusCodes.Status415UnsupportedMediaType
                or StatusCodes.Status422UnprocessableEntity
                or StatusCodes.Status429TooManyRequests;

    private static string CallerOf(HttpContext context) => context.User.FindFirst("sub")?.Value ?? "a stranger";

    // A method is the client's text, too, and has no bound: others than the registered ones are one kind, with OpenTelemetry's name.
    private static string MethodOf(HttpContext context) => Methods.Contains(context.Request.Method) ? context.Request.Method : "_OTHER";

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

        [LoggerMessage(4, LogLevel.Information, "{Method} {Route} refused {Refusals} requests by its rules ({Status}), the last of {User}")]
        public static partial void RefusedByRule(ILogger logger, string method, string route, long refusals, int status, string user);

        [LoggerMessage(2, LogLevel.Information, "{Method} {Route} was slow: it answered {Status} after {Elapsed:0} ms")]
        public static partial void Slow(ILogger logger, string method, string route, int status, double elapsed);
    }
}
