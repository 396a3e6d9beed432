using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Community.Platform.Access.Authentication;

/// <summary>
/// The access token that a request presents: its text, or the reason why it can't be a token. Read from the <c>Authorization</c> header
/// (RFC 6750 section 2.1), and under the hubs' paths also from the query.
/// </summary>
internal readonly record struct PresentedToken(ReadOnlyMemory<char> Text, string? Fault)
{
    private const string Prefix = Schemes.Bearer + " ";
    private const string SentTwice = "credentials were sent more than once";

    /// <summary>Null when the request presents none.</summary>
    public static PresentedToken? Of(HttpRequest request, IReadOnlyList<string> queryTokenPaths)
    {
        var header = request.Headers.Authorization;
        var query = QueryToken(request, queryTokenPaths);
        if (header.Count > 1 || query.Count > 1 || (query.Count == 1 && header.Count == 1))
        {
            return new(default, SentTwice);
        }

        if (query.Count == 1)
        {
            return new(query[0].AsMemory(), null);
        }

        return header.Count == 1 && header[0] is { } credentials && IsBearer(credentials)
            ? new(credentials.Length > Prefix.Length ? credentials.AsMemory(Prefix.Length) : default, null)
            : null;
    }

    private static bool IsBearer(string credentials) =>
        credentials.StartsWith(Schemes.Bearer, StringComparison.OrdinalIgnoreCase)
        && (credentials.Length == Schemes.Bearer.Length || credentials[Schemes.Bearer.Length] == ' ');

    private static StringValues QueryToken(HttpRequest request, IReadOnlyList<string> paths)
    {
        if (!request.QueryString.HasValue)
        {
            return StringValues.Empty;
        }

        foreach (var path in paths)
        {
            if (request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase))
            {
                return request.Query["access_token"];
            }
        }

        return StringValues.Empty;
    }
}
