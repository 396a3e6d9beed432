using System.Buffers;

namespace Community.Gateway.Headers;

/// <summary><c>X-Request-Id</c>: the caller's own if its shape is harmless in logs, else the trace's; passed on and echoed.</summary>
internal static class RequestId
{
    public const string Header = "X-Request-Id";
    private const int MaxLength = 64;

    private static readonly SearchValues<char> Safe =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <param name="headers">The request's.</param>
    /// <param name="traceId">The id of a request that brought none: one to look for, in logs and in traces.</param>
    public static string Accept(IHeaderDictionary headers, string traceId)
    {
        if (headers[Header] is [{ Length: > 0 and <= MaxLength } given] && !given.AsSpan().ContainsAnyExcept(Safe))
            return given;
        headers[Header] = traceId;
        return traceId;
    }
}
