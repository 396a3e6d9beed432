using System.Diagnostics;
using Community.Platform.Hosting.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;

namespace Community.Platform.Hosting.Telemetry;

/// <summary>
/// Records a span that turns out to be of interest at its end. Its inner spans are lost, its place in the trace is not. Strangers can make
/// requests slow, so of these spans, too, a process records only so many a second. Safe for concurrent use.
/// </summary>
public sealed class LateRecording
{
    private readonly PerSecond _limit;

    /// <summary>With the limit of traces that begin.</summary>
    public LateRecording(IConfiguration configuration, TimeProvider clock)
        : this(configuration.GetSettings<TelemetrySettings>().TracesPerSecond, clock) { }

    internal LateRecording(int perSecond, TimeProvider clock) => _limit = new(perSecond, clock);

    /// <summary>Records the span when it ends, unless it is recorded already or enough others are.</summary>
    /// <returns>Whether it is recorded from now on, so that it has no attributes yet.</returns>
    public bool Begin(Activity activity)
    {
        if (activity.Recorded || !_limit.TryTake())
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
    public void Begin(HttpContext context)
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is { } span && Begin(span))
        {
            span.SetTag("http.request.method", context.Request.Method);
            span.SetTag("url.scheme", context.Request.Scheme);
            span.SetTag("url.path", context.Request.Path.Value);
        }
    }
}
