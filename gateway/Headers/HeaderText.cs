using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using Community.Gateway.Limits;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;

namespace Community.Gateway.Headers;

/// <summary>
/// Characters of request headers. RFC 9110 section 5.5 wants visible ASCII, but browsers, proxies and libraries send other text in headers
/// such as <c>User-Agent</c>. Such text is read and forwarded as UTF-8, with U+FFFD for octets that are none. A header that the API itself
/// reads must be visible ASCII.
/// </summary>
internal static class HeaderText
{
    private static readonly UTF8Encoding Lenient = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    private static readonly SearchValues<char> Visible = SearchValues.Create(
        string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Prepend('\t'))
    );

    private static readonly FrozenSet<string> Read = FrozenSet.ToFrozenSet(
        [
            HeaderNames.Accept,
            HeaderNames.AcceptEncoding,
            HeaderNames.AccessControlRequestHeaders,
            HeaderNames.AccessControlRequestMethod,
            HeaderNames.Authorization,
            HeaderNames.CacheControl,
            HeaderNames.Connection,
            HeaderNames.ContentEncoding,
            HeaderNames.ContentLength,
            HeaderNames.ContentType,
            HeaderNames.Expect,
            HeaderNames.Host,
            HeaderNames.IfMatch,
            HeaderNames.IfModifiedSince,
            HeaderNames.IfNoneMatch,
            HeaderNames.IfRange,
            HeaderNames.IfUnmodifiedSince,
            HeaderNames.Origin,
            HeaderNames.Range,
            HeaderNames.SecWebSocketExtensions,
            HeaderNames.SecWebSocketKey,
            HeaderNames.SecWebSocketProtocol,
            HeaderNames.SecWebSocketVersion,
            HeaderNames.TransferEncoding,
            HeaderNames.Upgrade,
            "Idempotency-Key",
            "Stripe-Signature",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>The encoding of a header from a client; it fails for no octets.</summary>
    public static void Configure(KestrelServerOptions kestrel) =>
        kestrel.RequestHeaderEncodingSelector = static name =>
            name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) ? DecimalLength.Instance : Lenient;

    /// <summary>The encoding of a header to a service.</summary>
    public static Encoding ToService(string name, HttpRequestMessage request) => Lenient;

    /// <summary>The name of a header that the API reads and that is not visible ASCII, blanks and tabs; null if there is none.</summary>
    public static string? Fault(IHeaderDictionary headers)
    {
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                if (value is not null && value.AsSpan().ContainsAnyExcept(Visible) && Read.TryGetValue(name, out var known))
                {
                    return known;
                }
            }
        }

        return null;
    }
}
