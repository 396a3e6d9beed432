using Community.Gateway.Cors;
using Microsoft.Extensions.Primitives;

namespace Community.Gateway.Headers;

/// <summary>
/// What every answer carries, whoever made it: the request's id and the security headers of an API (OWASP REST Security Cheat Sheet).
/// </summary>
internal sealed class ResponseHeaders(Origins origins)
{
    /// <summary>A JSON answer that somebody opens as a page may load, run and be framed by nothing.</summary>
    private static readonly StringValues NothingAllowed = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues Deny = "DENY";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues OneYear = "max-age=31536000; includeSubDomains";

    // Pages of other listed origins show our pictures; without such origins nobody else has a use for them.
    private readonly StringValues _resourcePolicy = origins.Listed.Count > 0 ? "cross-origin" : "same-origin";

    public void Add(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.Remove("Server");
        headers.Remove("X-Powered-By");
        headers[RequestId.Header] = context.TraceIdentifier;
        headers.XContentTypeOptions = NoSniff;
        headers.XFrameOptions = Deny;
        headers["Referrer-Policy"] = NoReferrer;
        headers["Cross-Origin-Resource-Policy"] = _resourcePolicy;
        var page = context.Features.Get<PagePolicy>();
        headers.ContentSecurityPolicy = page?.Value ?? NothingAllowed;
        if (page is not null)
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = OneYear;
        // What nobody declared cacheable may be somebody's own.
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = NoStore;
    }
}

/// <summary>The content security policy of a page of the gateway's own, where the strict one would break it.</summary>
internal sealed record PagePolicy(StringValues Value);
