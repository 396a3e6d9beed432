using System.Diagnostics;
using Microsoft.Net.Http.Headers;

namespace Community.Gateway.Headers;

/// <summary>
/// <c>traceparent</c> (W3C Trace Context): the parent of the service's span. If traces are exported, the parent is the gateway's own span.
/// Otherwise no span is made, and the caller's context is forwarded or a new one begins here.
/// </summary>
internal static class TraceContext
{
    private const int TraceIdLength = 32;
    private const int SpanIdLength = 16;

    /// <summary>Makes sure that the request has a trace context, and returns the trace's id: 32 hex digits.</summary>
    public static string Accept(IHeaderDictionary headers)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } current } span)
        {
            headers.TraceParent = current;
            return span.TraceId.ToHexString();
        }
        if (headers.TraceParent is [{ } given] && ActivityContext.TryParse(given, headers.TraceState, isRemote: true, out var caller))
        {
            return caller.TraceId.ToHexString();
        }
        // Absent, duplicate or malformed (section 3.2.2.3): a new context begins. Ids are unique, not secret, so secure randomness with its
        // system call is not needed. All digits zero is forbidden, but practically never happens.
        headers.Remove(HeaderNames.TraceState);
        var traceId = Random.Shared.GetHexString(TraceIdLength, lowercase: true);
        headers.TraceParent = $"00-{traceId}-{Random.Shared.GetHexString(SpanIdLength, lowercase: true)}-00";
        return traceId;
    }
}
