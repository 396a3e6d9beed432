using System.Diagnostics;
using Microsoft.Net.Http.Headers;

namespace Community.Gateway.Headers;

/// <summary>
/// <c>traceparent</c> (W3C Trace Context): what the service's span goes on from. Where traces are exported that is the gateway's own
/// span; elsewhere no span is made, and the caller's context passes through, or begins here.
/// </summary>
internal static class TraceContext
{
    private const int TraceIdLength = 32;
    private const int SpanIdLength = 16;

    /// <summary>Makes sure that the request has a trace context, and says the trace's id: 32 hex digits.</summary>
    public static string Accept(IHeaderDictionary headers)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } current } span)
        {
            headers.TraceParent = current;
            return span.TraceId.ToHexString();
        }
        if (headers.TraceParent is [{ } given] && ActivityContext.TryParse(given, headers.TraceState, isRemote: true, out var caller))
            return caller.TraceId.ToHexString();
        // Absent, doubled or malformed (section 3.2.2.3): begun anew. Ids are unique, not secret, so the system's randomness and its
        // system call are not needed; that all digits are zero, which is forbidden, does not happen.
        headers.Remove(HeaderNames.TraceState);
        var traceId = Random.Shared.GetHexString(TraceIdLength, lowercase: true);
        headers.TraceParent = $"00-{traceId}-{Random.Shared.GetHexString(SpanIdLength, lowercase: true)}-00";
        return traceId;
    }
}
