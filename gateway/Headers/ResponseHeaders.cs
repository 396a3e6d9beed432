using Community.Gateway.Cors;
using Microsoft.Extensions.Primitives;

namespace Community.Gateway.Headers;

/// <summary>
/// The headers of every answer, from the gateway or a service: the request's id and the security headers of an API (OWASP REST Security
/// Cheat Sheet).
/// </summary>
internal sealed class ResponseHeaders(Origins origins)
{
    /// <summary>A JSON answer that is opened as a page may load and run nothing, and no page may frame it.</summary>
    private static readonly StringValues NothingAllowed = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues Deny = "DENY";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues OneYear = "max-age=31536000; includeSubDomains";

    // Pages of listed origins show our pictures. Without such origins no other page needs them.
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
        {
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            if (page.Permissions.Count > 0)
            {
                headers["Permissions-Policy"] = page.Permissions;
            }
        }
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = OneYear;
        }
        // An answer that is not declared cacheable may be private.
        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = NoStore;
        }
    }
}

/// <summary>The content security policy of a page of the gateway's own, if the strict one would break it.</summary>
/// <param name="Value">The value of <c>Content-Security-Policy</c>.</param>
/// <param name="Permissions">The value of <c>Permissions-Policy</c>; none: it is not sent.</param>
internal sealed record PagePolicy(StringValues Value, StringValues Permissions = default);
