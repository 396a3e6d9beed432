using System.Collections.Frozen;

namespace Community.Gateway.Authentication;

/// <summary>
/// The scopes of API tokens, and the one rule that says which operation needs which: an area, from the path, and <c>read</c> for GET and
/// HEAD or <c>write</c> for all else. A path that is in no area is refused to API tokens, so a new operation is closed until a row here
/// opens it. The gateway applies the rule, because it is the only way into the fleet. docs/api-tokens.md has a row for every operation.
/// </summary>
internal static class ApiScopes
{
    /// <summary>
    /// The areas by path below <c>/api/v1</c>; the longest match counts. Null: closed to API tokens, although the area around it is open.
    /// </summary>
    private static readonly (string Path, string? Area)[] Areas =
    [
        ("/users/me", "profile"),
        ("/users/me/export", null),
        ("/users/me/email", null),
        ("/users/me/phone", null),
        ("/users/me/password", null),
        ("/users/me/second-factor", null),
        ("/users/me/passkeys", null),
        ("/users/me/api-tokens", null),
        ("/users/me/external-logins", null),
        ("/users/me/organizer", null),
        ("/users/me/picture", "profile"),
        // The names and pictures of the people whose ids events, messages and webhooks have.
        ("/users/by-ids", "people"),
        ("/users/by-username", "people"),
        ("/users/{id}/picture", "people"),
        ("/connections", "people"),
        ("/network", "people"),
        ("/communities", "communities"),
        ("/feed", "communities"),
        ("/threads", "messages"),
        ("/messages", "messages"),
        ("/direct", "messages"),
        ("/channels", "messages"),
        ("/attachments", "messages"),
        ("/notifications", "messages"),
        // A subscription outlives the token.
        ("/notifications/push", null),
        ("/communities/{id}/threads", "messages"),
        ("/events", "events"),
        ("/events/{id}/chat", "messages"),
        ("/events/{id}/connections", "people"),
        ("/tickets", "events"),
        ("/organizer", "events"),
    ];

    /// <summary>
    /// More that is closed to bots, although it is open to a person's program: a bot takes no seats and pays for nothing, has no
    /// connections, refers no users and owns no community. All else that bots must not do, such as making bots, is closed to API tokens.
    /// </summary>
    private static readonly FrozenSet<string> NotForBots = FrozenSet.ToFrozenSet(["events:write", "people:write"], StringComparer.Ordinal);

    private static readonly (string Method, string[] Segments)[] ClosedToBots =
    [
        ("POST", ["communities"]),
        ("POST", ["communities", "{id}", "access", "renew"]),
        ("GET", ["users", "me", "referral"]),
    ];

    private static readonly (string[] Segments, string? Area)[] Table =
    [
        .. Areas
            .Select(row => (row.Path.Split('/', StringSplitOptions.RemoveEmptyEntries), row.Area))
            .OrderByDescending(row => row.Item1.Length),
    ];

    /// <summary>Every scope that a token may have, such as <c>events:read</c>.</summary>
    public static FrozenSet<string> All { get; } =
        Areas
            .Select(row => row.Area)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .SelectMany(area => new[] { $"{area}:read", $"{area}:write" })
            .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The scopes that a bot's token may have.</summary>
    public static FrozenSet<string> ForBots { get; } = All.Except(NotForBots, StringComparer.Ordinal).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a bot may make a request, if its token has the scope.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path below <c>/api/v1</c>, of a request or of a route.</param>
    public static bool IsForBots(string method, string path)
    {
        var (read, segments) = (method is "HEAD" ? "GET" : method, path.Split('/', StringSplitOptions.RemoveEmptyEntries));
        return Needed(method, path) is { } scope
            && !NotForBots.Contains(scope)
            && !Array.Exists(
                ClosedToBots,
                row => row.Method == read && row.Segments.Length == segments.Length && IsBelow(segments, row.Segments)
            );
    }

    /// <summary>The scope that a request needs; null: API tokens may not make it.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path below <c>/api/v1</c>, of a request or of a route.</param>
    public static string? Needed(string method, string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var area = Table.FirstOrDefault(row => IsBelow(segments, row.Segments)).Area;
        // The account itself is not a token's to erase.
        return area is null || (method is "DELETE" && segments is [_, _] && area is "profile")
            ? null
            : $"{area}:{(method is "GET" or "HEAD" ? "read" : "write")}";
    }

    private static bool IsBelow(string[] path, string[] prefix) =>
        path.Length >= prefix.Length
        && prefix.Zip(path).All(pair => pair.First[0] == '{' || string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));
}
