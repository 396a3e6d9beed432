using System.Net;
using Community.Platform.Access.Authentication;

namespace Community.Gateway.Tests;

/// <summary>API tokens at the gateway: exchanged for access tokens, and limited to their scopes.</summary>
public sealed class ApiTokenTests(Fleet fleet) : IClassFixture<Fleet>
{
    private HttpClient Http => fleet.Gateway.Http;

    [Fact]
    public async Task AServiceSeesAnAccessTokenAndNotTheApiToken()
    {
        var token = fleet.Identity.ApiToken("events:read");
        var seen = await (await SendAsync(HttpMethod.Get, "/api/v1/events", token)).SeenAsync();
        seen.Headers["Authorization"].ShouldStartWith("Bearer ey");
        seen.Headers.Values.ShouldAllBe(value => !value.Contains(token));
    }

    [Theory]
    [InlineData("GET", "/api/v1/events", HttpStatusCode.OK)]
    [InlineData("GET", "/api/v1/EVENTS/1", HttpStatusCode.OK)]
    [InlineData("GET", "/api/v1/tickets/1", HttpStatusCode.OK)]
    [InlineData("POST", "/api/v1/events", HttpStatusCode.Forbidden)]
    [InlineData("GET", "/api/v1/events/1/chat", HttpStatusCode.Forbidden)]
    [InlineData("GET", "/api/v1/threads", HttpStatusCode.Forbidden)]
    [InlineData("GET", "/api/v1/users/me", HttpStatusCode.Forbidden)]
    [InlineData("POST", "/api/v1/auth/logout-all", HttpStatusCode.Forbidden)]
    [InlineData("GET", "/api/v1/wallet", HttpStatusCode.Forbidden)]
    [InlineData("GET", "/api/v1/me/bootstrap", HttpStatusCode.Forbidden)]
    [InlineData("GET", "/hubs/community", HttpStatusCode.Forbidden)]
    public async Task ATokenDoesWhatItsScopesSay(string method, string path, HttpStatusCode status)
    {
        using var answer = await SendAsync(new HttpMethod(method), path, fleet.Identity.ApiToken("events:read"));
        answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task TheRefusalNamesTheScope()
    {
        using var answer = await SendAsync(HttpMethod.Get, "/api/v1/threads", fleet.Identity.ApiToken("events:read", "messages:write"));
        var problem = await answer.ShouldBeProblemAsync(403);
        problem.GetProperty("reason").GetString().ShouldBe("scope_missing");
        problem.GetProperty("required_scope").GetString().ShouldBe("messages:read");
    }

    [Theory]
    [InlineData("GET", "/api/v1/events", null)]
    [InlineData("GET", "/api/v1/users/me", null)]
    [InlineData("POST", "/api/v1/communities/1/join", null)]
    [InlineData("POST", "/api/v1/threads/1/messages", null)]
    [InlineData("POST", "/api/v1/events", "not_for_bots")]
    [InlineData("POST", "/api/v1/EVENTS/1/register", "not_for_bots")]
    [InlineData("POST", "/api/v1/connections", "not_for_bots")]
    [InlineData("POST", "/api/v1/communities", "not_for_bots")]
    [InlineData("POST", "/api/v1/Communities/", "not_for_bots")]
    [InlineData("POST", "/api/v1/communities/1/access/renew", "not_for_bots")]
    [InlineData("GET", "/api/v1/users/me/referral", "not_for_bots")]
    [InlineData("HEAD", "/api/v1/users/me/referral", "not_for_bots")]
    [InlineData("POST", "/api/v1/bots", "not_for_api_tokens")]
    [InlineData("POST", "/api/v1/users/me/organizer", "not_for_api_tokens")]
    [InlineData("POST", "/api/v1/subscriptions/me", "not_for_api_tokens")]
    public async Task ABotDoesLessThanAPersonsProgram(string method, string path, string? reason)
    {
        string[] all =
        [
            "communities:read",
            "communities:write",
            "events:read",
            "events:write",
            "messages:write",
            "people:write",
            "profile:read",
        ];
        using var answer = await SendAsync(new HttpMethod(method), path, fleet.Identity.BotToken(all));
        answer.StatusCode.ShouldBe(reason is null ? HttpStatusCode.OK : HttpStatusCode.Forbidden, await answer.Content.ReadAsStringAsync());
        if (reason is not null && method is not "HEAD")
        {
            (await answer.ShouldBeProblemAsync(403)).GetProperty("reason").GetString().ShouldBe(reason);
        }

        if (reason is "not_for_bots")
        {
            using var person = await SendAsync(new HttpMethod(method), path, fleet.Identity.ApiToken(all));
            person.StatusCode.ShouldBe(HttpStatusCode.OK, "a person's program may do it");
        }
    }

    [Theory]
    [InlineData("post", "/api/v1/communities", "not_for_bots")]
    [InlineData("Get", "/api/v1/users/me/referral", "not_for_bots")]
    [InlineData("delete", "/api/v1/users/me", "not_for_api_tokens")]
    public async Task AMethodInSmallLettersIsTheSameMethod(string method, string path, string reason)
    {
        // By hand, because HttpClient would write it in capitals.
        var token = fleet.Identity.BotToken("communities:write", "profile:read", "profile:write");
        var answer = await fleet.Gateway.SendRawAsync(
            $"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        answer.ShouldStartWith("HTTP/1.1 403 ");
        answer.ShouldContain($"\"reason\":\"{reason}\"");
    }

    [Theory]
    [InlineData("cmt_unknown")]
    [InlineData("cmt_")]
    [InlineData("CMT_unknown")]
    [InlineData("cmt_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public async Task AnUnknownTokenIsRefusedEverywhere(string token)
    {
        foreach (var path in new[] { "/api/v1/events", "/api/v1/auth/login", "/hubs/community" })
        {
            using var answer = await SendAsync(HttpMethod.Get, path, token);
            (await answer.ShouldBeProblemAsync(401)).GetProperty("reason").GetString().ShouldBe("invalid_api_token");
        }
    }

    [Fact]
    public async Task ATokenIsExchangedOnceAMinute()
    {
        var token = fleet.Identity.ApiToken("events:read");
        for (var i = 0; i < 5; i++)
        {
            (await SendAsync(HttpMethod.Get, "/api/v1/events", token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        fleet.Identity.Exchanges(token).ShouldBe(1);
    }

    [Fact]
    public async Task AnExchangeIsKeptNoLongerThanItsAccessToken()
    {
        var token = fleet.Identity.ApiToken(age: AccessToken.Lifetime, "events:read");
        for (var i = 0; i < 2; i++)
        {
            (await SendAsync(HttpMethod.Get, "/api/v1/events", token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        fleet.Identity.Exchanges(token).ShouldBe(2, "the first answer had ended, within the permitted difference of clocks");
    }

    [Fact]
    public async Task ATokenHasALimitOfItsOwn()
    {
        await using var gateway = await GatewayHost.StartAsync(
            fleet.Backends,
            ("Gateway:RateLimits:Token:PerSecond", "0.01"),
            ("Gateway:RateLimits:Token:Burst", "2")
        );
        var (first, second) = (fleet.Identity.ApiToken("events:read"), fleet.Identity.ApiToken("events:read"));
        foreach (var (token, status) in new[] { (first, 200), (first, 200), (first, 429), (second, 200) })
        {
            using var answer = await gateway.Http.SendAsync(
                new HttpRequestMessage(HttpMethod.Get, "/api/v1/events").With("Authorization", $"Bearer {token}")
            );
            ((int)answer.StatusCode).ShouldBe(status);
        }
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token) =>
        Http.SendAsync(new HttpRequestMessage(method, path).With("Authorization", $"Bearer {token}"));
}
