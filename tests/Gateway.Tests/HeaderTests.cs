using System.Net;
using System.Text;
using System.Text.Json;
using Community.Gateway.Headers;
using Microsoft.AspNetCore.Http;

namespace Community.Gateway.Tests;

/// <summary>The headers of a caller that a service sees, and those of a service that the caller sees.</summary>
public sealed class HeaderTests(Fleet fleet) : IClassFixture<Fleet>
{
    private HttpClient Http => fleet.Gateway.Http;

    private static HttpRequestMessage Get(string path = "/api/v1/users/1") => new(HttpMethod.Get, path);

    [Theory]
    [InlineData("Forwarded", "for=1.2.3.4")]
    [InlineData("X-Real-IP", "1.2.3.4")]
    [InlineData("x-user-id", "admin")]
    [InlineData("X-USER-Roles", "admin")]
    [InlineData("X-Internal-Call", "yes")]
    [InlineData("X-Original-URL", "/internal")]
    [InlineData("X-HTTP-Method-Override", "DELETE")]
    [InlineData("X-Forwarded-Prefix", "/evil")]
    [InlineData("X-Forwarded-Port", "1")]
    [InlineData("Keep-Alive", "timeout=5")]
    [InlineData("Proxy-Authorization", "Basic eA==")]
    [InlineData("TE", "gzip")]
    public async Task WhatOnlyTheFleetMaySayIsTakenOff(string name, string value)
    {
        var seen = await (await Http.SendAsync(Get().With(name, value))).SeenAsync();
        seen.Headers.Keys.ShouldNotContain(key => key.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("/api/v1/auth/refresh", "__Host-community=secret; theme=dark", "__Host-community=secret")]
    [InlineData("/API/v1/AUTH/logout", "theme=dark; __Host-community=secret", "__Host-community=secret")]
    [InlineData("/api/v1/auth/refresh", "__Host-community=one; __Host-community=two", null)]
    [InlineData("/api/v1/auth/refresh", "a__Host-community=secret; theme=dark", null)]
    [InlineData("/api/v1/authors", "__Host-community=secret", null)]
    [InlineData("/api/v1/users/me", "__Host-community=secret", null)]
    [InlineData("/api/v1/events", "__Host-community=secret", null)]
    [InlineData("/hubs/community", "__Host-community=secret", null)]
    public async Task TheSessionsCookieReachesOnlyItsOwnEndpoints(string path, string sent, string? arrived)
    {
        using var answer = await Http.SendAsync(Get(path).With("Cookie", sent));
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            arrived.ShouldBeNull();
            return;
        }

        (await answer.SeenAsync()).Headers.GetValueOrDefault("Cookie").ShouldBe(arrived);
    }

    [Theory]
    [InlineData("/api/v1/auth/refresh", true)]
    [InlineData("/api/v1/events", false)]
    [InlineData("/api/v1/payments/x", false)]
    public async Task OnlyIdentitySetsCookies(string path, bool passes)
    {
        using var answer = await Http.SendAsync(Get(path).With("X-Answer-Cookie", "__Host-community=secret; Path=/; Secure; HttpOnly"));
        answer.Headers.Contains("Set-Cookie").ShouldBe(passes);
        answer.Headers.CacheControl?.NoStore.ShouldBe(true);
    }

    [Theory]
    [InlineData("Fleet " + FakeIdentity.FleetKey)]
    [InlineData("fleet x")]
    [InlineData("Basic eDp5")]
    public async Task OnlyBearerTokensComeFromOutside(string credential)
    {
        var seen = await (await Http.SendAsync(Get().With("Authorization", credential))).SeenAsync();
        seen.Headers.ShouldNotContainKey("Authorization");
    }

    // The octets are written as Latin-1: "Ã¼" is ü in UTF-8.
    [Theory]
    [InlineData("User-Agent", "MÃ¼ller/1.0", "Müller/1.0")]
    [InlineData("User-Agent", "M\u00FCller/1.0", "M\uFFFDller/1.0")]
    [InlineData("Referer", "https://example.com/\u00E9", "https://example.com/\uFFFD")]
    [InlineData("Accept-Language", "fran\u00C3\u00A7ais", "français")]
    [InlineData("X-City", "Z\u00C3\u00BCrich", "Zürich")]
    [InlineData("X-Control", "a\u0001\u007Fb", "a\u0001\u007Fb")]
    public async Task TextInAHeaderThatTheApiDoesNotReadArrives(string name, string octets, string arrived)
    {
        foreach (var path in new[] { "/api/v1/users/1", "/hubs/community" })
        {
            var answer = await fleet.Gateway.SendRawAsync(
                $"GET {path} HTTP/1.1\r\nHost: x\r\n{name}: {octets}\r\nConnection: close\r\n\r\n"
            );
            answer.ShouldStartWith("HTTP/1.1 200 ");
            var body = answer[answer.IndexOf("{\"service\"", StringComparison.Ordinal)..(answer.LastIndexOf('}') + 1)];
            var seen = JsonSerializer.Deserialize<Seen>(Encoding.Latin1.GetBytes(body), JsonSerializerOptions.Web).ShouldNotBeNull();
            seen.Headers.Single(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value.ShouldBe(arrived);
        }
    }

    [Theory]
    [InlineData("Authorization", "Bearer \u00FC")]
    [InlineData("Idempotency-Key", "a-key-of-\u00C3\u00BC-octets")]
    [InlineData("Content-Type", "application/\u00FC")]
    [InlineData("Accept", "\u00FC/*")]
    [InlineData("Origin", "https://m\u00FCller.example")]
    [InlineData("Access-Control-Request-Headers", "\u00FC")]
    [InlineData("If-None-Match", "\"\u00FC\"")]
    [InlineData("Range", "bytes=\u00FC")]
    [InlineData("Stripe-Signature", "t=\u00FC")]
    [InlineData("Idempotency-Key", "a-key-of-\u0001-octets")]
    public async Task AHeaderThatTheApiReadsIsVisibleAscii(string name, string octets)
    {
        var answer = await fleet.Gateway.SendRawAsync(
            $"GET /api/v1/users/1 HTTP/1.1\r\nHost: x\r\n{name}: {octets}\r\nConnection: close\r\n\r\n"
        );
        answer.ShouldStartWith("HTTP/1.1 400 ");
        answer.ShouldContain("application/problem+json");
        answer.ShouldContain($"The header {name} ");
    }

    [Theory]
    [InlineData("X-Secret-Hop")]
    [InlineData("x-secret-hop, X-Other")]
    public async Task AHeaderThatConnectionNamesEndsHere(string connection)
    {
        var answer = await fleet.Gateway.SendRawAsync(
            $"GET /api/v1/users/1 HTTP/1.1\r\nHost: x\r\nConnection: {connection}\r\nX-Secret-Hop: 1\r\nX-Stays: 2\r\n\r\n"
                + "GET /api/v1/nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        );
        answer.ShouldStartWith("HTTP/1.1 200 ");
        answer.ShouldContain("\"X-Stays\"", Case.Insensitive);
        answer.ShouldNotContain("\"X-Secret-Hop\"", Case.Insensitive);
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.7.7", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("203.0.113.9", false)]
    [InlineData("127.0.0.1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("2001:db8::1", false)]
    public void AnUnlistedProxyIsNamedOnceAndOnlyFromAPrivateNetwork(string peer, bool isNamed)
    {
        var lines = new LogLines<UnlistedProxy>();
        var proxies = new UnlistedProxy(lines);
        for (var request = 0; request < 3; request++)
        {
            proxies.Notice(
                new DefaultHttpContext
                {
                    Connection = { RemoteIpAddress = IPAddress.Parse(peer) },
                    Request = { Headers = { ["X-Forwarded-For"] = "198.51.100.4" } },
                }
            );
        }

        proxies.Notice(new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(peer) } });
        lines.All.Count.ShouldBe(isNamed ? 1 : 0);
        lines.All.ShouldAllBe(line =>
            line.StartsWith(peer, StringComparison.Ordinal) && line.Contains("Gateway:TrustedProxies", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task TheGatewayForwardsTheCallersAddressAsItSawIt()
    {
        var seen = await (
            await Http.SendAsync(
                Get().With("X-Forwarded-For", "6.6.6.6").With("X-Forwarded-Host", "evil.example").With("X-Forwarded-Proto", "https")
            )
        ).SeenAsync();
        seen.Headers["X-Forwarded-For"].ShouldBe("127.0.0.1");
        seen.Headers["X-Forwarded-Host"].ShouldBe(fleet.Gateway.Address.Authority);
        seen.Headers["X-Forwarded-Proto"].ShouldBe("http");
        seen.Headers["Host"].ShouldBe(fleet.Backends.Single(backend => backend.Name == "identity").H2c.Authority);
    }

    [Fact]
    public async Task ATrustedProxyIsBelievedUpToTheFirstStranger()
    {
        await using var gateway = await GatewayHost.StartAsync(
            fleet.Backends,
            ("Gateway:RateLimit", "off"),
            ("Gateway:TrustedProxies:0", "127.0.0.0/8"),
            ("Gateway:TrustedProxies:1", "10.0.0.7")
        );
        var response = await gateway.Http.SendAsync(
            Get()
                .With("X-Forwarded-For", "6.6.6.6, 203.0.113.9, 10.0.0.7")
                .With("X-Forwarded-Proto", "https, https, https")
                .With("X-Forwarded-Host", "api.example.org")
        );
        var seen = await response.SeenAsync();
        seen.Headers["X-Forwarded-For"].ShouldBe("203.0.113.9");
        seen.Headers["X-Forwarded-Proto"].ShouldBe("https");
        response.Headers.GetValues("Strict-Transport-Security").Single().ShouldStartWith("max-age=");
    }

    [Fact]
    public async Task AnUntrustedProxyIsNotBelieved()
    {
        await using var gateway = await GatewayHost.StartAsync(fleet.Backends, ("Gateway:TrustedProxies:0", "10.0.0.0/8"));
        var seen = await (await gateway.Http.SendAsync(Get().With("X-Forwarded-For", "6.6.6.6"))).SeenAsync();
        seen.Headers["X-Forwarded-For"].ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task AHarmlessRequestIdIsKeptPassedOnAndEchoed()
    {
        var response = await Http.SendAsync(Get().With("X-Request-Id", "order-7.retry_2"));
        (await response.SeenAsync()).Headers["X-Request-Id"].ShouldBe("order-7.retry_2");
        response.Headers.GetValues("X-Request-Id").ShouldBe(["order-7.retry_2"]);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("<script>")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234x")]
    public async Task AnotherRequestIdIsReplaced(string given)
    {
        var response = await Http.SendAsync(Get().With("X-Request-Id", given));
        var id = (await response.SeenAsync()).Headers["X-Request-Id"];
        id.ShouldMatch("^[0-9a-f]{32}$");
        response.Headers.GetValues("X-Request-Id").ShouldBe([id]);
    }

    [Fact]
    public async Task AWellFormedTraceGoesOn()
    {
        var seen = await (
            await Http.SendAsync(Get().With("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
        ).SeenAsync();
        seen.Headers["traceparent"].ShouldStartWith("00-0af7651916cd43dd8448eb211c80319c-");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c'--b7ad6b7169203331-01")]
    public async Task AMalformedTraceIsReplacedByANewOne(string traceparent)
    {
        var seen = await (await Http.SendAsync(Get().With("traceparent", traceparent))).SeenAsync();
        if (seen.Headers.TryGetValue("traceparent", out var passed))
        {
            passed.ShouldMatch("^00-(?!0af76519)(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-0[01]$");
        }
    }

    [Theory]
    [InlineData("/api/v1/users/1")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/health/live")]
    [InlineData("/docs/index.html")]
    [InlineData("/openapi/v1.json")]
    public async Task EveryAnswerCarriesTheSecurityHeaders(string path)
    {
        var response = await Http.GetAsync(path);
        var headers = response
            .Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => header.Value.ToArray(), StringComparer.OrdinalIgnoreCase);
        headers["X-Content-Type-Options"].ShouldBe(["nosniff"]);
        headers["X-Frame-Options"].ShouldBe(["DENY"]);
        headers["Referrer-Policy"].ShouldBe(["no-referrer"]);
        headers["Cross-Origin-Resource-Policy"].ShouldBe(["cross-origin"]);
        headers["Content-Security-Policy"].Single().ShouldContain("frame-ancestors 'none'");
        headers["X-Request-Id"].Single().Length.ShouldBe(32);
        headers.ShouldNotContainKey("Server");
        headers.ShouldNotContainKey("Strict-Transport-Security");
        headers["Cache-Control"].ShouldHaveSingleItem();
    }

    [Fact]
    public async Task AListedOriginMayDoEverything()
    {
        var preflight = await Http.SendAsync(
            new HttpRequestMessage(HttpMethod.Options, "/api/v1/users/me")
                .With("Origin", "https://app.example.org")
                .With("Access-Control-Request-Method", "PATCH")
                .With("Access-Control-Request-Headers", "authorization,content-type,idempotency-key")
        );
        preflight.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        preflight.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["https://app.example.org"]);
        preflight.Headers.GetValues("Access-Control-Allow-Credentials").ShouldBe(["true"]);
        preflight.Headers.GetValues("Access-Control-Max-Age").ShouldBe(["600"]);
        var refused = await Http.SendAsync(Get().With("Origin", "https://app.example.org").WithToken("bad.bad.bad"));
        await refused.ShouldBeProblemAsync(401);
        refused.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["https://app.example.org"]);
        refused.Headers.GetValues("Access-Control-Expose-Headers").Single().ShouldContain("X-Request-Id");
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://app.example.org.evil.example")]
    [InlineData("http://app.example.org")]
    [InlineData("null")]
    public async Task AnotherOriginMayDoNothing(string origin)
    {
        var preflight = await Http.SendAsync(
            new HttpRequestMessage(HttpMethod.Options, "/api/v1/users/me")
                .With("Origin", origin)
                .With("Access-Control-Request-Method", "PATCH")
        );
        preflight.Headers.ShouldNotContain(header => header.Key.StartsWith("Access-Control-Allow", StringComparison.Ordinal));
        var simple = await Http.SendAsync(Get().With("Origin", origin));
        simple.Headers.ShouldNotContain(header => header.Key.StartsWith("Access-Control-Allow", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://app.example.org/path")]
    [InlineData("app.example.org")]
    public async Task AnOriginThatIsNoneKeepsTheGatewayFromStarting(string origin) =>
        (
            await Should.ThrowAsync<InvalidOperationException>(() => GatewayHost.StartAsync([], ("Cors:Origins:0", origin)))
        ).Message.ShouldContain("Cors:Origins:0");
}
