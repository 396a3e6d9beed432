using System.Buffers;

namespace Community.Gateway.Headers;

/// <summary>
/// <c>X-Request-Id</c>: the caller's own id if its form is harmless in logs, else the trace's. It is forwarded and returned.
/// </summary>
internal static class RequestId
{
    public const string Header = "X-Request-Id";
    private const int MaxLength = 64;

    private static readonly SearchValues<char> Safe = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    );

    /// <param name="headers">The request's.</param>
    /// <param name="traceId">The id for a request without one, so that logs and traces have the same id.</param>
    public static string Accept(IHeaderDictionary headers, string traceId)
    {
        if (headers[Header] is [{ Length: > 0 and <= MaxLength } given] && !given.AsSpan().ContainsAnyExcept(Safe))
        {
            return given;
        }
        headers[Header] = traceId;
        return traceId;
    }
}
