using Community.Platform.Http.Problems;

namespace Community.Gateway.Headers;

/// <summary>
/// A body is sent as it is, in chunks or with its length: no server here decodes another coding. Kestrel passes on the octets of a body in
/// <c>gzip, chunked</c> or <c>chunked, chunked</c> (RFC 9112 section 6.1), and another server of the same chain might decode them: the two
/// would read two requests.
/// </summary>
internal static class BodyCoding
{
    private const string Chunked = "chunked";
    private const string Identity = "identity";

    /// <summary>
    /// The answer to a body in another coding; null: there is none. The connection is closed after one whose end is in doubt.
    /// </summary>
    public static ProblemResult? Refusal(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.TransferEncoding.Count > 0 && !Is(headers.TransferEncoding.ToString(), Chunked))
        {
            context.Response.OnStarting(CloseAsync, context);
            return Problem.BadRequest("Transfer-Encoding can only be chunked. Send the body in chunks, or with its Content-Length.");
        }

        return headers.ContentEncoding.Count > 0 && !Is(headers.ContentEncoding.ToString(), Identity)
            ? Problem.UnsupportedMediaType("A body cannot be compressed here. Send it without Content-Encoding.")
            : null;
    }

    private static Task CloseAsync(object context)
    {
        ((HttpContext)context).Response.Headers.Connection = "close";
        return Task.CompletedTask;
    }

    private static bool Is(string value, string coding) => value.AsSpan().Trim(" \t").Equals(coding, StringComparison.OrdinalIgnoreCase);
}
