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
}
