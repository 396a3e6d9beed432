using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace Community.Gateway.Authentication;

/// <summary>
/// A browser cannot set headers on a WebSocket or an event stream, so for hubs the token may be <c>access_token</c> in the query. The
/// gateway moves it to a header and removes it from the URL, because URLs end up in logs and traces.
/// </summary>
internal static class HubTokens
{
    private const string Parameter = "access_token";

    public static void MoveToHeader(HttpRequest request)
    {
        if (!request.QueryString.HasValue || !IsHub(request.Path))
        {
            return;
        }
        var tokens = request.Query[Parameter];
        if (tokens.Count == 0)
        {
            return;
        }
        // Two credentials, or the same parameter twice, are both kept: the check refuses such a request.
        foreach (var token in tokens)
        {
            request.Headers.Append("Authorization", $"Bearer {token}");
        }
        var others = QueryHelpers
            .ParseQuery(request.QueryString.Value)
            .Where(parameter => !parameter.Key.Equals(Parameter, StringComparison.OrdinalIgnoreCase))
            .SelectMany(parameter => parameter.Value, (parameter, value) => KeyValuePair.Create(parameter.Key, value ?? ""));
        request.QueryString = new QueryBuilder(others).ToQueryString();
    }

    private static bool IsHub(PathString path)
    {
        foreach (var hub in Routes.Hubs)
        {
            if (path.IsBelow(hub) || path.IsBelow(Routes.Api + hub))
            {
                return true;
            }
        }
        return false;
    }
}
