using System.Net;
using System.Security.Cryptography;
using System.Text;
using Community.Testing;

namespace Community.Gateway.Tests;

/// <summary>The tokens that the gateway forwards to the services.</summary>
public sealed class TokenTests(Fleet fleet) : IClassFixture<Fleet>
{
    private HttpClient Http => fleet.Gateway.Http;

    private static HttpRequestMessage Get(string path = "/api/v1/users/me") => new(HttpMethod.Get, path);

    private Backend Identity => fleet.Backends.Single(backend => backend.Name == "identity");

    [Fact]
    public async Task AValidTokenIsPassedOn()
    {
        var token = fleet.Identity.Token();
        for (var i = 0; i < 3; i++)
        {
            (await (await Http.SendAsync(Get().WithToken(token))).SeenAsync()).Headers["Authorization"].ShouldBe($"Bearer {token}");
        }
    }

    [Fact]
    public async Task WithoutATokenTheServiceDecides() =>
        (await (await Http.SendAsync(Get())).SeenAsync()).Headers.ShouldNotContainKey("Authorization");

    [Theory]
    [InlineData("/api/v1/auth/refresh")]
    [InlineData("/api/v1/auth/login")]
    public async Task AnExpiredTokenDoesNotBarTheWayToANewOne(string path) =>
        (await Http.SendAsync(Get(path).WithToken(fleet.Identity.Token(age: TimeSpan.FromMinutes(17))))).StatusCode.ShouldBe(
            HttpStatusCode.OK
        );

    [Theory]
    [InlineData("/api/v1/users/me")]
    [InlineData("/api/v1/events")]
    [InlineData("/api/v1/nothing")]
    public async Task ABadTokenGoesNoFurther(string path)
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var unsigned = $"{Base64("{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"test\"}")}.{fleet.Identity.Token().Split('.')[1]}.";
        string[] bad =
        [
            "x",
            "a.b.c",
            unsigned,
            fleet.Identity.Token() + "x",
            fleet.Identity.Token()[..^2],
            fleet.Identity.Token(age: TimeSpan.FromMinutes(17)),
            fleet.Identity.Token(key: stranger),
            new('a', 9000),
        ];
        var before = fleet.Backends.Sum(backend => backend.Requests.Count);
        foreach (var token in bad)
        {
            var response = await Http.SendAsync(Get(path).WithToken(token));
            await response.ShouldBeProblemAsync(401);
            response.Headers.WwwAuthenticate.ToString().ShouldContain("invalid_token");
        }
        fleet.Backends.Sum(backend => backend.Requests.Count).ShouldBe(before);
    }

    [Fact]
    public async Task TwoCredentialsAreNone()
    {
        var token = fleet.Identity.Token();
        var answer = await fleet.Gateway.SendRawAsync(
            $"GET /api/v1/users/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nAuthorization: Fleet {FakeIdentity.FleetKey}\r\nConnection: close\r\n\r\n"
        );
        answer.ShouldStartWith("HTTP/1.1 401 ");
    }

    [Fact]
    public async Task AnEndedSessionIsRefusedSoonAndAfterARestartFromTheStart()
    {
        var session = Guid.CreateVersion7();
        var token = fleet.Identity.Token(sessionId: session);
        await (await Http.SendAsync(Get().WithToken(token))).SeenAsync();
        fleet.Identity.End(session);
        await Poll.UntilAsync(async () => (int)(await Http.SendAsync(Get().WithToken(token))).StatusCode == 401);
        await (await Http.SendAsync(Get().WithToken(fleet.Identity.Token()))).SeenAsync();

        await using var restarted = await GatewayHost.StartAsync(fleet.Backends, ("Gateway:RateLimit", "off"));
        await (await restarted.Http.SendAsync(Get().WithToken(token))).ShouldBeProblemAsync(401);
    }

    [Fact]
    public async Task WithoutIdentityNoTokenCanBeCheckedAndTheGatewaySaysSo()
    {
        var identity = await Backend.StartAsync("identity");
        await identity.DisposeAsync();
        var events = fleet.Backends.Single(backend => backend.Name == "events");
        await using var gateway = await GatewayHost.StartWithoutWaitingAsync([identity, events], ("Gateway:RateLimit", "off"));
        var ready = await gateway.Http.GetAsync("/health/ready");
        ((int)ready.StatusCode).ShouldBe(503);
        ((int)(await gateway.Http.GetAsync("/health/live")).StatusCode).ShouldBe(200);
        var response = await gateway.Http.SendAsync(Get("/api/v1/events").WithToken(fleet.Identity.Token()));
        await response.ShouldBeProblemAsync(503);
        response.Headers.RetryAfter.ShouldNotBeNull();
        await (await gateway.Http.SendAsync(Get("/api/v1/events"))).SeenAsync();
    }

    [Fact]
    public async Task TokensAreCheckedOnWhileIdentityIsAway()
    {
        var own = new FakeIdentity();
        var identity = await Backend.StartAsync("identity", own.Map);
        var events = fleet.Backends.Single(backend => backend.Name == "events");
        await using var gateway = await GatewayHost.StartAsync([identity, events]);
        await identity.DisposeAsync();
        await (await gateway.Http.SendAsync(Get("/api/v1/events").WithToken(own.Token()))).SeenAsync();
        await (await gateway.Http.SendAsync(Get("/api/v1/events").WithToken(own.Token() + "x"))).ShouldBeProblemAsync(401);
    }

    [Theory]
    [InlineData("/hubs/community/negotiate")]
    [InlineData("/api/v1/hubs/community/negotiate")]
    public async Task AHubsTokenMayComeInTheQueryAndLeavesIt(string path)
    {
        var token = fleet.Identity.Token();
        var seen = await (await Http.SendAsync(new(HttpMethod.Post, $"{path}?negotiateVersion=1&access_token={token}&x=%26"))).SeenAsync();
        seen.Service.ShouldBe("messaging");
        seen.Target.ShouldBe("/hubs/community/negotiate?negotiateVersion=1&x=%26");
        seen.Headers["Authorization"].ShouldBe($"Bearer {token}");
        await (await Http.PostAsync($"{path}?access_token={token}x", null)).ShouldBeProblemAsync(401);
        await (await Http.PostAsync($"{path}?access_token={token}&access_token={token}", null)).ShouldBeProblemAsync(401);
        await (
            await Http.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"{path}?access_token={token}").WithToken(token))
        ).ShouldBeProblemAsync(401);
    }

    [Fact]
    public async Task ElsewhereATokenInTheQueryCountsForNothing() =>
        (await (await Http.GetAsync($"/api/v1/users/me?access_token={fleet.Identity.Token()}")).SeenAsync()).Headers.ShouldNotContainKey(
            "Authorization"
        );

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text)).TrimEnd('=');
}
