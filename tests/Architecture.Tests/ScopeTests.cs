using System.Text;
using System.Text.Json;
using Community.Gateway.Authentication;
using Community.Identity.ApiTokens;

namespace Community.Architecture.Tests;

/// <summary>
/// Every operation of the API needs a scope of an API token, or is closed to API tokens. The table in docs/api-tokens.md is made from the
/// gateway's rule, so that a new operation shows up there and is looked at.
/// </summary>
public sealed class ScopeTests
{
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete", "head"];

    private static IReadOnlyList<(string Method, string Path)> Operations
    {
        get
        {
            using var contract = JsonDocument.Parse(Repository.Read("openapi/v1.json"));
            return
            [
                .. contract
                    .RootElement.GetProperty("paths")
                    .EnumerateObject()
                    .SelectMany(path =>
                        path.Value.EnumerateObject()
                            .Where(member => Methods.Contains(member.Name, StringComparer.Ordinal))
                            .Select(member => (member.Name.ToUpperInvariant(), path.Name.Replace("/api/v1", "", StringComparison.Ordinal)))
                    )
                    .OrderBy(operation => operation.Item2, StringComparer.Ordinal)
                    .ThenBy(operation => operation.Item1, StringComparer.Ordinal),
            ];
        }
    }

    [Fact, Trait("Writes", "docs")]
    public void EveryOperationIsInTheTable()
    {
        var page = new StringBuilder("| Operation | Scope | Bots |\n| --- | --- | --- |\n");
        foreach (var (method, path) in Operations)
        {
            var scope = ApiScopes.Needed(method, path);
            var bots =
                scope is null ? ""
                : ApiScopes.IsForBots(method, path) ? "too"
                : "not";
            page.Append($"| `{method} {path}` | {(scope is null ? "closed" : $"`{scope}`")} | {bots} |\n");
        }

        Generated.PartShouldBe("docs/api-tokens.md", "scopes", page.ToString());
    }

    /// <summary>Operations that prove an identity, move money or belong to staff are closed, whatever rows the table gets.</summary>
    [Fact]
    public void WhatIsDangerousIsClosed()
    {
        string[] closed =
        [
            "/auth",
            "/audit",
            "/moderation",
            "/payments",
            "/wallet",
            "/subscriptions",
            "/boosts",
            "/companion",
            "/hubs",
            "/users/{id}/roles",
            "/users/{id}/suspend",
            "/users/me/api-tokens",
            "/bots",
            "/webhooks",
            "/users/me/organizer",
            "/users/me/passkeys",
            "/users/me/second-factor",
            "/users/me/password",
            "/users/me/email",
            "/users/me/phone",
            "/users/me/export",
        ];
        foreach (var (method, path) in Operations)
        {
            if (Array.Exists(closed, prefix => path == prefix || path.StartsWith($"{prefix}/", StringComparison.Ordinal)))
            {
                ApiScopes.Needed(method, path).ShouldBeNull($"{method} {path}");
            }
        }

        ApiScopes.Needed("DELETE", "/users/me").ShouldBeNull();
    }

    [Fact]
    public void IdentityKnowsTheScopesOfTheGateway()
    {
        ApiTokenScopes.All.ShouldBe(ApiScopes.All.Order(StringComparer.Ordinal));
        ApiTokenScopes.ForBots.ShouldBe(ApiScopes.ForBots.Order(StringComparer.Ordinal));
    }

    /// <summary>A path of the rule for bots that names no operation closes nothing.</summary>
    [Fact]
    public void WhatIsClosedToBotsAloneExists() =>
        Operations
            .Where(operation =>
                ApiScopes.Needed(operation.Method, operation.Path) is { } scope
                && ApiScopes.ForBots.Contains(scope)
                && !ApiScopes.IsForBots(operation.Method, operation.Path)
            )
            .Select(operation => $"{operation.Method} {operation.Path}")
            .ShouldBe(["POST /communities", "POST /communities/{id}/access/renew", "GET /users/me/referral"], ignoreOrder: true);

    [Theory]
    [InlineData("GET", "/events", "events:read")]
    [InlineData("HEAD", "/EVENTS/123", "events:read")]
    [InlineData("POST", "/events/123/chat", "messages:write")]
    [InlineData("GET", "/events/123/chat/x", "messages:read")]
    [InlineData("PATCH", "/users/me", "profile:write")]
    [InlineData("GET", "/users/me/email", null)]
    [InlineData("GET", "/users/123", null)]
    [InlineData("GET", "/eventsandmore", null)]
    [InlineData("GET", "/", null)]
    [InlineData("GET", "", null)]
    public void TheLongestAreaCounts(string method, string path, string? scope) => ApiScopes.Needed(method, path).ShouldBe(scope);
}
