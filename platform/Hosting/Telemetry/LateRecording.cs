using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Community.Platform.Hosting.Telemetry;

/// <summary>Records a span that turns out to be of interest at its end. Its inner spans are lost, its place in the trace is not.</summary>
public static class LateRecording
{
    /// <summary>Records the span when it ends, unless it is recorded already.</summary>
    /// <returns>Whether it was not recorded until now, so that it has no attributes.</returns>
    public static bool Begin(Activity activity)
    {
        if (activity.Recorded)
        {
            return false;
        }

        activity.IsAllDataRequested = true;
        activity.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
        return true;
    }

    /// <summary>
    /// Records the server's span of a request, which the limit of traces may have left out, with the attributes of its start.
    /// </summary>
    public static void Begin(HttpContext context)
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is { } span && Begin(span))
        {
            span.SetTag("http.request.method", context.Request.Method);
            span.SetTag("url.scheme", context.Request.Scheme);
            span.SetTag("url.path", context.Request.Path.Value);
        }
    }
}
