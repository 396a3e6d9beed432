namespace Community.Identity.ApiTokens;

/// <summary>The scopes that a token may have. The gateway has the rule which operation needs which; a test compares the two.</summary>
internal static class ApiTokenScopes
{
    public static IReadOnlyList<string> All { get; } =
    [
        "communities:read",
        "communities:write",
        "events:read",
        "events:write",
        "messages:read",
        "messages:write",
        "people:read",
        "people:write",
        "profile:read",
        "profile:write",
    ];

    /// <summary>
    /// Those that a bot's token may have: a bot takes no seats and has no connections. The gateway holds it, too, and refuses single
    /// operations beyond it.
    /// </summary>
    public static IReadOnlyList<string> ForBots { get; } = [.. All.Except(["events:write", "people:write"], StringComparer.Ordinal)];
}
