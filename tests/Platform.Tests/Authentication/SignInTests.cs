using System.Net;
using System.Net.Sockets;
using System.Text;
using Community.Platform.Access.Authentication;
using Community.Platform.Access.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Community.Platform.Tests.Authentication;

/// <summary>The whole way over HTTP: a real service, with keys and ended sessions from a stand-in of identity.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private readonly Issuer _issuer = new(TimeProvider.System);
    private IdentityStandIn _identity = null!;
    private GuardedService _service = null!;

    public async ValueTask InitializeAsync()
    {
        _identity = await IdentityStandIn.StartAsync();
        _identity.Publish(_issuer.Jwk);
        _service = await GuardedService.StartAsync(_identity.Url, Map);
        // Until the ended sessions are loaded, the answer is 503.
        await Eventually.IsAsync(async () => (await MeAsync(_issuer.Token())).Status == HttpStatusCode.OK);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _identity.DisposeAsync();
    }

    [Fact]
    public async Task TheCallerIsTheSubjectOfTheToken()
    {
        var user = Guid.CreateVersion7();
        (await MeAsync(_issuer.Token(user))).Body.ShouldBe(user.ToString());
        (await _service.GetAsync("/me", $"bearer {_issuer.Token(user)}")).Body.ShouldBe(user.ToString());
    }

    [Fact]
    public async Task WithoutATokenTheChallengeNamesNoError()
    {
        var reply = await _service.GetAsync("/me");
        reply.ShouldBeProblem(HttpStatusCode.Unauthorized);
        reply.Challenge.ShouldBe("Bearer");
        (await _service.GetAsync("/me", "Basic YTpi")).Challenge.ShouldBe("Bearer");
    }

    [Fact]
    public async Task ARefusedTokenIsToldWhy()
    {
        var old = _issuer.Describe() with { IssuedAt = DateTimeOffset.UnixEpoch };
        var reply = await MeAsync(old.Sign(_issuer.Key, _issuer.Kid));
        reply.ShouldBeProblem(HttpStatusCode.Unauthorized);
        reply.Challenge.ShouldBe("Bearer error=\"invalid_token\", error_description=\"the token has expired\"");
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer  TOKEN")]
    [InlineData("Bearer TOKEN TOKEN")]
    [InlineData("Bearer TOKEN, Bearer TOKEN")]
    [InlineData("Bearer \"TOKEN\"")]
    public async Task AMalformedHeaderIsRefused(string header)
    {
        var reply = await _service.GetAsync("/me", header.Replace("TOKEN", _issuer.Token(), StringComparison.Ordinal));
        reply.ShouldBeProblem(HttpStatusCode.Unauthorized);
        reply.Challenge.ShouldStartWith("Bearer error=\"invalid_token\"");
    }

    [Fact]
    public async Task TwoAuthorizationHeadersAreRefused()
    {
        // By hand: HttpClient would join them into one.
        var header = $"Authorization: Bearer {_issuer.Token()}\r\n";
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _service.Http.BaseAddress!.Port, TestContext.Current.CancellationToken);
        var request = $"GET /me HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{header}{header}\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        var reply = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        reply.ShouldStartWith("HTTP/1.1 401");
        reply.ShouldContain("credentials were sent more than once");
    }

    [Fact]
    public async Task ATokenInTheQueryCountsUnderTheHubsOnly()
    {
        var token = _issuer.Token();
        (await _service.GetAsync($"/hubs/community?access_token={token}")).Status.ShouldBe(HttpStatusCode.OK);
        (await _service.GetAsync($"/me?access_token={token}")).ShouldBeProblem(HttpStatusCode.Unauthorized);
        (await _service.GetAsync($"/hubsters?access_token={token}")).ShouldBeProblem(HttpStatusCode.Unauthorized);
        (await _service.GetAsync("/hubs/community", $"Bearer {token}")).Status.ShouldBe(HttpStatusCode.OK);
        (await _service.GetAsync($"/hubs/community?access_token={token}", $"Bearer {token}")).ShouldBeProblem(HttpStatusCode.Unauthorized);
        (await _service.GetAsync($"/hubs/community?access_token={token}&access_token={token}")).ShouldBeProblem(
            HttpStatusCode.Unauthorized
        );
        (await _service.GetAsync("/hubs/community?access_token=")).ShouldBeProblem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task APublicEndpointAnswersWhateverTheToken() =>
        (await _service.GetAsync("/public", "Bearer nonsense")).Status.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task ALoggedOutSessionIsRefusedAlthoughItsTokenWasTaken()
    {
        var session = Guid.CreateVersion7();
        var token = _issuer.Token(session: session);
        (await MeAsync(token)).Status.ShouldBe(HttpStatusCode.OK);

        lock (_identity.Polls)
        {
            _identity.Ended[session] = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        }

        await Eventually.IsAsync(async () => (await MeAsync(token)).Challenge.Contains("the session has ended", StringComparison.Ordinal));
        (await MeAsync(_issuer.Token())).Status.ShouldBe(HttpStatusCode.OK);
        _identity.Polls[^1].Credential.ShouldBe($"Fleet {GuardedService.FleetKey}");
    }

    [Fact]
    public async Task SignedInCallersStaySoWhileIdentityIsDown()
    {
        _identity.IsDown = true;
        (await MeAsync(_issuer.Token())).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task BeforeAnythingWasLoadedTheAnswerIsTryAgainAndNotARefusal()
    {
        _identity.IsDown = true;
        await using var service = await GuardedService.StartAsync(_identity.Url, Map);

        var reply = await service.GetAsync("/me", $"Bearer {_issuer.Token()}");
        reply.ShouldBeProblem(HttpStatusCode.ServiceUnavailable);
        reply.RetryAfter.ShouldBe("1");
        (await service.GetAsync("/me")).ShouldBeProblem(HttpStatusCode.Unauthorized);
        (await service.GetAsync("/public", $"Bearer {_issuer.Token()}")).Status.ShouldBe(HttpStatusCode.OK);

        _identity.IsDown = false;
        await Eventually.IsAsync(async () => (await service.GetAsync("/me", $"Bearer {_issuer.Token()}")).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task AServiceWithItsOwnKeysAndSessionsAsksNoOtherService()
    {
        await using var nobody = await IdentityStandIn.StartAsync();
        await using var service = await GuardedService.StartAsync(
            nobody.Url,
            Map,
            configure: builder =>
                builder
                    .Services.AddSingleton<ISigningKeys>(new KeysAtHand(_issuer.PublicKey))
                    .AddSingleton<IRevokedSessions>(new SessionsAtHand())
        );

        (await service.GetAsync("/me", $"Bearer {_issuer.Token()}")).Status.ShouldBe(HttpStatusCode.OK);
        nobody.KeyFetches.ShouldBe(0);
        nobody.Polls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Authentication:Issuer", "")]
    [InlineData("Authentication:Audience", " ")]
    [InlineData("Authentication:ClockSkew", "01:00:00")]
    [InlineData("Authentication:MaxTokenLength", "0")]
    public async Task AServiceWithUnsafeSettingsDoesNotStart(string setting, string value)
    {
        var refusal = await Should.ThrowAsync<OptionsValidationException>(() =>
            GuardedService.StartAsync(_identity.Url, Map, configure: builder => builder.Configuration[setting] = value)
        );
        refusal.Message.ShouldContain("Authentication");
    }

    private Task<Reply> MeAsync(string token) => _service.GetAsync("/me", $"Bearer {token}");

    private static void Map(WebApplication app)
    {
        app.MapGet("/me", (HttpContext context) => context.User.UserId().ToString()).RequireSignedIn();
        app.MapGet("/hubs/community", () => "connected").RequireSignedIn();
        app.MapGet("/hubsters", () => "no hub").RequireSignedIn();
        app.MapGet("/public", () => "hello").AllowAnonymous();
    }
}
