using System.Net;

namespace Community.Gateway.Tests;

/// <summary>The service of each call. The list below is the API of the design, call by call.</summary>
public sealed class RoutingTests(Fleet fleet) : IClassFixture<Fleet>
{
    public static readonly TheoryData<string, string> Calls = Read(
        """
        identity      POST /auth/register
        identity      POST /auth/login
        identity      POST /auth/refresh
        identity      POST /auth/logout
        identity      POST /auth/logout-all
        identity      GET /auth/sessions
        identity      DELETE /auth/sessions/1
        identity      GET /auth/me
        identity      POST /auth/forgot-password
        identity      POST /auth/verify-email
        identity      POST /auth/guest/upgrade
        identity      GET /users/me
        identity      PATCH /users/me
        identity      PUT /users/me/picture
        identity      GET /users/1
        identity      GET /users/by-username/ann
        identity      GET /users/me/referral
        identity      PUT /users/1/roles
        identity      POST /users/1/suspend
        identity      GET /users
        identity      POST /users/me/organizer
        identity      GET /users/me/export
        identity      POST /waitlist
        identity      GET /waitlist/status
        identity      GET /.well-known/openid-configuration
        social        POST /connections
        social        POST /connections/1/accept
        social        GET /connections/pending
        social        PUT /blocks/1
        social        GET /blocks
        social        PUT /users/1/follow
        social        DELETE /users/1/follow
        social        GET /users/1/followers
        social        GET /users/1/following
        social        GET /users/1/activity
        social        GET /discover/people
        social        GET /discover/suggestions
        social        GET /network/path/1
        social        GET /communities
        social        GET /communities/mine
        social        PATCH /communities/1
        social        POST /communities/1/join
        social        PATCH /communities/1/members/2
        social        POST /communities/1/requests/2/accept
        social        GET /feed
        social        POST /reports
        social        POST /moderation/reports/1/resolve
        messaging     GET /communities/1/threads
        messaging     POST /communities/1/threads
        messaging     GET /threads/1
        messaging     PUT /threads/1/pin
        messaging     GET /threads/search
        messaging     POST /threads/1/messages
        messaging     GET /messages/1/replies
        messaging     PUT /messages/1/reactions/%F0%9F%91%8D
        messaging     GET /direct
        messaging     POST /direct/1/messages
        messaging     PUT /channels/1/read
        messaging     POST /events/1/chat/messages
        messaging     POST /attachments
        messaging     GET /notifications/unread-count
        messaging     GET /calls/ice-servers
        events        GET /events
        events        GET /events/nearby
        events        POST /events/1/register
        events        POST /events/1/check-in
        events        GET /events/1/calendar.ics
        events        POST /events/1/photos
        events        GET /tickets/COMM-A1B2C3D4/qr.svg
        events        GET /organizer/events
        payments      POST /payments/webhook
        payments      POST /payments/orders/1/pay-with-credits
        payments      GET /wallet/entries
        payments      GET /subscriptions/plans
        payments      POST /boosts
        ai-companion  POST /companion/messages
        ai-companion  GET /courses/1
        ai-companion  GET /activity
        ai-companion  POST /activity/1/mark-read
        ai-companion  POST /profiles/me/analyze
        ai-companion  GET /search/semantic
        """
    );

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task EveryCallOfTheDesignReachesItsService(string service, string call)
    {
        var (method, path) = (call.Split(' ')[0], call.Split(' ')[1]);
        foreach (var variant in (string[])[path, path + "/", path + "?page=2&limit=5"])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1" + variant);
            var seen = await (await fleet.Gateway.Http.SendAsync(request)).SeenAsync();
            seen.Service.ShouldBe(service);
            seen.Method.ShouldBe(method);
            seen.Protocol.ShouldBe("HTTP/2");
            seen.Target.ShouldBe(variant.StartsWith("/.well-known", StringComparison.Ordinal) ? variant : "/api/v1" + variant);
        }
    }

    [Fact]
    public async Task WellKnownUrisAreServedAtTheRootAndBelowTheApi()
    {
        foreach (var path in (string[])["/.well-known/jwks.json", "/api/v1/.well-known/jwks.json"])
        {
            (await fleet.Gateway.Http.GetStringAsync(path)).ShouldContain("\"crv\":\"P-256\"");
        }
    }

    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v1")]
    [InlineData("/users/me")]
    [InlineData("/api/v1/usersx")]
    [InlineData("/api/v1/search")]
    [InlineData("/internal")]
    [InlineData("/internal/revoked-sessions")]
    [InlineData("/INTERNAL/revoked-sessions")]
    [InlineData("//internal/revoked-sessions")]
    [InlineData("/%69nternal/revoked-sessions")]
    [InlineData("/api/v1/internal/revoked-sessions")]
    [InlineData("/api/v1//internal/revoked-sessions")]
    [InlineData("/api/v1/../../internal/revoked-sessions")]
    [InlineData("/api/v1/../internal/revoked-sessions")]
    [InlineData("/api/v1/auth/../../../internal/revoked-sessions")]
    [InlineData("/api/v1/auth/%2e%2e/%2e%2e/%2e%2e/internal/revoked-sessions")]
    [InlineData("/.well-known/../internal/revoked-sessions")]
    public async Task WhatIsInNoRowIsUnknown(string path)
    {
        var answer = await fleet.Gateway.SendRawAsync(
            $"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Fleet {FakeIdentity.FleetKey}\r\nConnection: close\r\n\r\n"
        );
        answer.ShouldStartWith("HTTP/1.1 404 ");
        answer.ShouldContain("application/problem+json");
        answer.ShouldNotContain("sessions\":");
    }

    [Theory]
    [InlineData("/api/v1/auth/%252e%252e/%252e%252e/%252e%252e/internal/revoked-sessions")]
    [InlineData("/api/v1/auth/..%2f..%2f..%2finternal/revoked-sessions")]
    [InlineData("/.well-known/%252e%252e/internal/revoked-sessions")]
    [InlineData("/api/v1/auth/..%5c..%5cinternal")]
    [InlineData("/api/v1/users/%00")]
    [InlineData("/api/v1/users/%zz")]
    public async Task APathThatAServiceMightReadOtherwiseIsRefused(string path)
    {
        var answer = await fleet.Gateway.SendRawAsync(
            $"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Fleet {FakeIdentity.FleetKey}\r\nConnection: close\r\n\r\n"
        );
        answer.ShouldStartWith("HTTP/1.1 400 ");
        answer.ShouldNotContain("sessions\":");
    }

    [Fact]
    public async Task AServiceWithoutAnAddressIsUnknownAndItsNeighboursStay()
    {
        await using var gateway = await GatewayHost.StartAsync(fleet.Backends.Where(backend => backend.Name == "identity"));
        await (await gateway.Http.GetAsync("/api/v1/events")).ShouldBeProblemAsync(404);
        (await (await gateway.Http.GetAsync("/api/v1/users/1")).SeenAsync()).Service.ShouldBe("identity");
    }

    [Fact]
    public async Task HttpOneIsSpokenWhereNoHttpTwoAddressIsKnown()
    {
        var identity = fleet.Backends.Single(backend => backend.Name == "identity");
        await using var gateway = await GatewayHost.StartAsync([], ("services:identity:http:0", identity.Http.ToString()));
        (await (await gateway.Http.GetAsync("/api/v1/users/1")).SeenAsync()).Protocol.ShouldBe("HTTP/1.1");
    }

    [Fact]
    public void NoRowRoutesInternal() =>
        Routes
            .Table.SelectMany(row => row.Prefixes)
            .ShouldNotContain(prefix => prefix.Contains("internal", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public async Task TheRootLeadsToTheDocumentation()
    {
        var answer = await fleet.Gateway.Http.GetAsync("/");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location.ShouldBe(new Uri("/docs", UriKind.Relative));
    }

    private static TheoryData<string, string> Read(string lines)
    {
        var data = new TheoryData<string, string>();
        foreach (var line in lines.Split('\n', StringSplitOptions.TrimEntries))
        {
            data.Add(line[..14].Trim(), line[14..].Trim());
        }
        return data;
    }
}
