using Microsoft.Extensions.Primitives;

namespace Community.Gateway.Headers;

/// <summary>
/// The one cookie of the platform, the refresh token of a browser. Browsers send it with every request to this host, because the prefix
/// <c>__Host-</c> of its name needs the path <c>/</c>. Only identity's endpoints below <c>/auth</c> may see it, so the gateway removes it,
/// and every other cookie, from all other requests.
/// </summary>
internal static class SessionCookies
{
    /// <summary>The only service that reads and sets cookies.</summary>
    public const string Service = "identity";

    private const string Prefix = "__Host-community=";
    private const string Endpoints = Routes.Api + "/auth";

    /// <summary>Removes all cookies that no endpoint of this request reads. One that is sent twice is ambiguous, and goes too.</summary>
    public static void Limit(HttpRequest request)
    {
        if (request.Headers.Cookie.Count > 0)
        {
            request.Headers.Cookie = request.Path.IsBelow(Endpoints) ? Ours(request.Headers.Cookie) : StringValues.Empty;
        }
    }

    private static StringValues Ours(StringValues cookies)
    {
        var ours = cookies
            .SelectMany(line => (line ?? "").Split(';', StringSplitOptions.TrimEntries))
            .Where(cookie => cookie.StartsWith(Prefix, StringComparison.Ordinal))
            .ToArray();
        return ours.Length == 1 ? ours[0] : StringValues.Empty;
    }
}
