using Community.Gateway.RateLimiting;
using Community.Testing;

namespace Community.Gateway.Tests;

/// <summary>The gateway's Redis over TLS; messaging's is in RedisTlsTests there.</summary>
public sealed class RedisTlsTests(Fleet fleet) : IClassFixture<Fleet>
{
    [Fact]
    public async Task RedisIsReachedOverTlsWithTheRightAuthority()
    {
        using var authority = new TestAuthority();
        await using var redis = await RedisServer.StartWithTlsAsync(authority, "localhost");
        await using var gateway = await StartAsync($"localhost:{redis.Port},ssl=true", authority.AuthorityPath);
        await Poll.UntilAsync(() => gateway.Hosted<SharedAllowances>().IsConnected);
    }

    [Theory]
    [InlineData("the authority is another", "localhost")]
    [InlineData("the certificate is for another host", "127.0.0.1")]
    [InlineData("the authorities of the machine do not know it", "localhost")]
    public async Task RedisIsRefusedIf(string reason, string host)
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority();
        await using var redis = await RedisServer.StartWithTlsAsync(authority, "localhost");
        var trusted = reason switch
        {
            "the authority is another" => other.AuthorityPath,
            "the certificate is for another host" => authority.AuthorityPath,
            _ => "",
        };
        await using var gateway = await StartAsync($"{host}:{redis.Port},ssl=true", trusted);

        // Longer than the connection takes in the other test.
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        gateway.Hosted<SharedAllowances>().IsConnected.ShouldBeFalse();
    }

    [Fact]
    public async Task AnAuthorityIsNoGoodWithoutTls() =>
        (await Should.ThrowAsync<InvalidOperationException>(() => StartAsync("127.0.0.1:1", "/etc/redis/ca.crt"))).Message.ShouldBe(
            "Redis:AuthorityPath is set: ConnectionStrings:redis must have ssl=true."
        );

    private Task<GatewayHost> StartAsync(string redis, string authority) =>
        GatewayHost.StartWithoutWaitingAsync(fleet.Backends, ("ConnectionStrings:redis", redis), ("Redis:AuthorityPath", authority));
}
