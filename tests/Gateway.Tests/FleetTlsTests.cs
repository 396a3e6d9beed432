using System.Net;
using Community.Gateway.Proxying;
using Community.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Gateway.Tests;

/// <summary>The gateway calls services over TLS, and checks their certificates.</summary>
public sealed class FleetTlsTests : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private readonly FakeIdentity _fake = new();
    private Backend _identity = null!;

    public async ValueTask InitializeAsync() =>
        _identity = await Backend.StartAsync("identity", _fake.Map, certificate: _authority.Sign("identity", "identity.test", "localhost"));

    public async ValueTask DisposeAsync()
    {
        await _identity.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task RequestsGoByHttp2OverTls()
    {
        await using var gateway = await StartAsync("identity.test", _authority, ("Gateway:ResolveInstances", "true"));
        await Poll.UntilAsync(async () => (await gateway.Http.GetAsync("/health/ready")).IsSuccessStatusCode);

        (await gateway.Http.GetAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var seen = _identity.Requests.ShouldHaveSingleItem();
        seen.Protocol.ShouldBe("HTTP/2");
        seen.Headers["Host"].ShouldStartWith("identity.test");
        seen.Headers["X-Forwarded-Host"].ShouldBe(gateway.Address.Authority);
    }

    /// <summary>The instances have numbers for addresses; the certificate is for the name.</summary>
    [Theory]
    [InlineData("another.test", false)]
    [InlineData("identity.test", true)]
    public async Task AServiceIsAwayIf(string name, bool isOther)
    {
        using var other = new TestAuthority();
        await using var gateway = await StartAsync(name, isOther ? other : _authority, ("Gateway:ResolveInstances", "true"));

        // Longer than the first probe takes in the other test.
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);

        (await gateway.Http.GetAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        _identity.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task AnAddressWithoutTlsStopsTheStart() =>
        (
            await Should.ThrowAsync<InvalidOperationException>(() =>
                GatewayHost.StartWithoutWaitingAsync(
                    [],
                    ("Fleet:Tls:AuthorityPath", _authority.AuthorityPath),
                    ("services:identity:h2c:0", "http://127.0.0.1:1")
                )
            )
        ).Message.ShouldContain("must begin with https://");

    private Task<GatewayHost> StartAsync(string name, TestAuthority authority, params (string, string)[] settings) =>
        GatewayHost.StartWithoutWaitingAsync(
            [],
            services => services.AddSingleton<ResolveName>((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback])),
            [
                .. settings,
                ("Fleet:Tls:AuthorityPath", authority.AuthorityPath),
                ("services:identity:h2c:0", $"https://{name}:{_identity.H2c.Port}"),
                // Its other clients know no such name; they are AnyInstance of the platform.
                ("services:identity:http:0", $"https://localhost:{_identity.Http.Port}"),
            ]
        );
}
