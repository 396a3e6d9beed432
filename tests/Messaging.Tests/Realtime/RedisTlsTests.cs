using Community.Messaging.Realtime;
using Community.Platform.Hosting.Tls;
using Community.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Community.Messaging.Tests.Realtime;

/// <summary>The realtime signals over a Redis with TLS.</summary>
public sealed class RedisTlsTests
{
    [Fact]
    public async Task SignalsTravelOverTlsWithTheRightAuthority()
    {
        using var authority = new TestAuthority();
        await using var redis = await RedisServer.StartWithTlsAsync(authority, "localhost");
        var received = new TaskCompletionSource<byte>(TaskCreationOptions.RunContinuationsAsynchronously);

        await using var connection = await Carrier($"localhost:{redis.Port}", authority)
            .ConnectAsync(signal => received.TrySetResult(signal.Span[0]), TestContext.Current.CancellationToken);
        await connection.SendAsync(new byte[] { 42 }, TestContext.Current.CancellationToken);

        (await received.Task.WaitAsync(Poll.Patience, TestContext.Current.CancellationToken)).ShouldBe((byte)42);
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", false)]
    public async Task AnotherAuthorityOrHostIsRefused(string host, bool isOther)
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority();
        await using var redis = await RedisServer.StartWithTlsAsync(authority, "localhost");

        await Should.ThrowAsync<RedisConnectionException>(() =>
            Carrier($"{host}:{redis.Port}", isOther ? other : authority).ConnectAsync(_ => { }, TestContext.Current.CancellationToken)
        );
    }

    private static RedisCarrier Carrier(string address, TestAuthority authority) =>
        new(
            new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:redis", $"{address},ssl=true")]).Build(),
            new RedisAuthority(new() { AuthorityPath = authority.AuthorityPath }, TimeProvider.System, NullLogger<Authority>.Instance)
        );
}
