using Community.AppHost.Processes;
using Community.Gateway.RateLimiting;
using Community.Testing;

namespace Community.Gateway.Tests;

/// <summary>One allowance of a caller at several gateways, through Redis.</summary>
public sealed class SharedAllowanceTests(Fleet fleet) : IClassFixture<Fleet>, IAsyncLifetime
{
    private const int Burst = 200;

    // 200 requests with such pauses take longer than the news of another gateway.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private RedisServer _redis = null!;
    private FaultProxy _way = null!;
    private GatewayHost _here = null!;
    private GatewayHost _there = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _way = FaultProxy.BeforePort(_redis.Port);
        (_here, _there) = (await StartAsync(), await StartAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
        await _way.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task WhatOneGatewayGrantsIsTakenAtTheOther()
    {
        await ConnectedAsync(true);
        var token = fleet.Identity.Token();
        await UseUpAsync(_here, token);

        (await GrantedAsync(_there, token, pause: Pause)).ShouldBeLessThan(Burst);
        (await GrantedAsync(_there, fleet.Identity.Token(), most: 3)).ShouldBe(3, "another user has an own allowance");
    }

    [Fact]
    public async Task WithoutRedisEachCountsForItselfAndWithItTogetherAgain()
    {
        await ConnectedAsync(true);
        _way.Refuse();
        await ConnectedAsync(false);
        var token = fleet.Identity.Token();
        await UseUpAsync(_here, token);
        await UseUpAsync(_there, token);

        _way.Restore();
        await ConnectedAsync(true);
        var other = fleet.Identity.Token();
        await UseUpAsync(_here, other);
        (await GrantedAsync(_there, other, pause: Pause)).ShouldBeLessThan(Burst);
    }

    [Fact]
    public async Task AWrongConnectionStringFailsAtTheStart() =>
        await Should.ThrowAsync<ArgumentException>(() =>
            GatewayHost.StartWithoutWaitingAsync(fleet.Backends, ("ConnectionStrings:redis", "127.0.0.1:1,nonsense=1"))
        );

    [Theory]
    [InlineData(1, 9)]
    [InlineData(9, 1)]
    [InlineData(10, 0)]
    [InlineData(1_000_000, 0)]
    public void ACallerOfAnotherGatewayNeverOwesMoreThanTheBurst(int elsewhere, int left)
    {
        var clock = new ManualClock();
        var limit = new RateLimit("user", new(PerSecond: 1, Burst: 10), clock);
        limit.Charge(7, elsewhere);
        Granted(limit).ShouldBe(left);
        clock.Advance(TimeSpan.FromSeconds(10));
        Granted(limit).ShouldBe(10, "it is full again after the same time as ever");

        static int Granted(RateLimit limit) => Enumerable.Range(0, 20).Count(_ => limit.Take(7).IsAllowed);
    }

    [Fact]
    public void AMessageIsReadAsItWasWrittenByOthersOnly()
    {
        var (own, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        KeyValuePair<Grant, int>[] grants = [new(new(0, long.MinValue), 1), new(new(3, 42), int.MaxValue)];
        var message = GrantMessage.Write(other, grants);

        GrantMessage.Read(message, own).ShouldBe([(grants[0].Key, 1), (grants[1].Key, int.MaxValue)]);
        GrantMessage.Read(message, other).ShouldBeEmpty();
        for (var length = 0; length < message.Length; length++)
        {
            GrantMessage.Read(message.AsMemory(0, length), own).Count().ShouldBe(length == 29 ? 1 : 0);
        }
    }

    [Fact]
    public void ALimitOfALaterVersionIsPassedOver() =>
        Should.NotThrow(() => new RateLimiter(new RateLimitOptions(), TimeProvider.System).Charge(new(200, 1), 5));

    private Task<GatewayHost> StartAsync() =>
        GatewayHost.StartAsync(
            fleet.Backends,
            ("ConnectionStrings:redis", $"127.0.0.1:{_way.Port}"),
            ("Gateway:RateLimits:User:PerSecond", "0.001"),
            ("Gateway:RateLimits:User:Burst", $"{Burst}")
        );

    private Task ConnectedAsync(bool isConnected) =>
        Poll.UntilAsync(() => new[] { _here, _there }.All(gateway => gateway.Hosted<SharedAllowances>().IsConnected == isConnected));

    private static async Task UseUpAsync(GatewayHost gateway, string token) => (await GrantedAsync(gateway, token)).ShouldBe(Burst);

    /// <summary>How many requests are granted until one is refused.</summary>
    private static async Task<int> GrantedAsync(GatewayHost gateway, string token, int most = Burst, TimeSpan pause = default)
    {
        for (var granted = 0; granted < most; granted++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events").WithToken(token);
            using var answer = await gateway.Http.SendAsync(request);
            if ((int)answer.StatusCode == 429)
            {
                return granted;
            }

            await answer.SeenAsync();
            await Task.Delay(pause);
        }

        return most;
    }
}
