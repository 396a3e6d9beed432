using System.Net;
using Community.Gateway.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Community.Gateway.Tests;

/// <summary>The permitted rate of a caller's requests.</summary>
public sealed class RateLimitTests(Fleet fleet) : IClassFixture<Fleet>
{
    // The refill is so slow that no test can see it.
    private static (string, string)[] Sizes(int user = 100, int address = 100, int credentials = 100) =>
        [
            ("Gateway:RateLimits:User:PerSecond", "0.01"),
            ("Gateway:RateLimits:User:Burst", $"{user}"),
            ("Gateway:RateLimits:Address:PerSecond", "0.01"),
            ("Gateway:RateLimits:Address:Burst", $"{address}"),
            ("Gateway:RateLimits:Credentials:PerSecond", "0.01"),
            ("Gateway:RateLimits:Credentials:Burst", $"{credentials}"),
        ];

    private static HttpRequestMessage Get(string token) => new HttpRequestMessage(HttpMethod.Get, "/api/v1/events").WithToken(token);

    private static HttpRequestMessage As(string address) =>
        new HttpRequestMessage(HttpMethod.Get, "/api/v1/events").With("X-Forwarded-For", address);

    [Fact]
    public async Task ACallerOverTheLimitLearnsWhenToRetry()
    {
        await using var gateway = await GatewayHost.StartAsync(fleet.Backends, Sizes(user: 3));
        var token = fleet.Identity.Token();
        for (var left = 2; left >= 0; left--)
        {
            var response = await gateway.Http.SendAsync(Get(token));
            await response.SeenAsync();
            response.Headers.GetValues("RateLimit-Policy").ShouldBe(["\"user\";q=3;w=300"]);
            response.Headers.GetValues("RateLimit").ShouldBe([$"\"user\";r={left};t={(3 - left) * 100}"]);
            response.Headers.GetValues("X-RateLimit-Limit").ShouldBe(["3"]);
            response.Headers.GetValues("X-RateLimit-Remaining").ShouldBe([$"{left}"]);
            response.Headers.GetValues("X-RateLimit-Reset").ShouldBe([$"{(3 - left) * 100}"]);
        }
        var refused = await gateway.Http.SendAsync(Get(token));
        await refused.ShouldBeProblemAsync(429);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(50, 100);
        refused.Headers.GetValues("X-RateLimit-Remaining").ShouldBe(["0"]);
    }

    [Fact]
    public async Task ANetworkOfIpv6CannotChooseTheAddressWithWhichItSharesAnAllowance()
    {
        await using var gateway = await GatewayHost.StartAsync(
            fleet.Backends,
            [.. Sizes(address: 3), ("Gateway:TrustedProxies:0", "127.0.0.0/8")]
        );
        // The XOR of the two halves of 2001:db8:eb01:7cbd::/64 is 203.0.113.5.
        for (var i = 0; i < 3; i++)
        {
            await (await gateway.Http.SendAsync(As("2001:db8:eb01:7cbd::1"))).SeenAsync();
        }

        await (await gateway.Http.SendAsync(As("2001:db8:eb01:7cbd::2"))).ShouldBeProblemAsync(429);
        var victim = await gateway.Http.SendAsync(As("203.0.113.5"));
        victim.Headers.GetValues("X-RateLimit-Remaining").ShouldBe(["2"]);
    }

    [Fact]
    public async Task TheLogHasTheRefusalsOfALimitOnceAMinute()
    {
        var log = new LogLines<RateLimitingMiddleware>();
        await using var gateway = await GatewayHost.StartAsync(
            fleet.Backends,
            services => services.AddSingleton<ILogger<RateLimitingMiddleware>>(log),
            Sizes(user: 1)
        );
        var ann = Guid.CreateVersion7();
        await (await gateway.Http.SendAsync(Get(fleet.Identity.Token(ann)))).SeenAsync();
        for (var i = 0; i < 3; i++)
        {
            await (await gateway.Http.SendAsync(Get(fleet.Identity.Token(ann)))).ShouldBeProblemAsync(429);
        }

        log.All.Where(line => line.StartsWith("The limit", StringComparison.Ordinal))
            .ShouldBe([$"The limit user refused 1 requests, the last of {ann}"]);
    }

    [Fact]
    public async Task UsersBehindOneAddressDoNotDisturbEachOtherAndOneUserHasOneAllowance()
    {
        await using var gateway = await GatewayHost.StartAsync(fleet.Backends, Sizes(user: 2, address: 1));
        var ann = Guid.CreateVersion7();
        for (var i = 0; i < 2; i++)
        {
            await (await gateway.Http.SendAsync(Get(fleet.Identity.Token(ann)))).SeenAsync();
        }
        await (await gateway.Http.SendAsync(Get(fleet.Identity.Token(ann)))).ShouldBeProblemAsync(429);
        for (var i = 0; i < 10; i++)
        {
            await (await gateway.Http.SendAsync(Get(fleet.Identity.Token()))).SeenAsync();
        }
    }

    [Fact]
    public async Task WithoutATokenTheAddressCountsAndABadTokenIsNoWayAround()
    {
        await using var gateway = await GatewayHost.StartAsync(fleet.Backends, Sizes(address: 4));
        await (await gateway.Http.GetAsync("/api/v1/events")).SeenAsync();
        await (await gateway.Http.SendAsync(Get("bad.token.1"))).ShouldBeProblemAsync(401);
        await (await gateway.Http.GetAsync("/api/v1/nothing")).ShouldBeProblemAsync(404);
        await (await gateway.Http.SendAsync(As("9.9.9.9"))).SeenAsync();
        await (await gateway.Http.SendAsync(As("9.9.9.8"))).ShouldBeProblemAsync(429);
        await (await gateway.Http.SendAsync(Get("bad.token.2"))).ShouldBeProblemAsync(429);
        (await gateway.Http.GetAsync("/health/live")).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task WebhooksOfThePaymentProviderAreNotCounted()
    {
        await using var gateway = await GatewayHost.StartAsync(fleet.Backends, Sizes(address: 2));
        for (var i = 0; i < 6; i++)
        {
            await (await gateway.Http.PostAsync("/api/v1/payments/webhook", null)).SeenAsync();
        }
        await (await gateway.Http.GetAsync("/api/v1/payments")).SeenAsync();
    }

    [Theory]
    [InlineData("/api/v1/auth/login")]
    [InlineData("/api/v1/AUTH/Login/")]
    [InlineData("/api/v1/auth/register")]
    [InlineData("/api/v1/auth/forgot-password")]
    [InlineData("/api/v1/auth/reset-password")]
    [InlineData("/api/v1/auth/refresh")]
    [InlineData("/api/v1/auth/guest")]
    [InlineData("/api/v1/auth/google")]
    [InlineData("/api/v1/auth/verify-email")]
    [InlineData("/api/v1/auth/verify-phone")]
    [InlineData("/api/v1/auth/resend-verification")]
    [InlineData("/api/v1/waitlist")]
    public async Task CredentialsAreLimitedStrictlyForEveryCaller(string path)
    {
        await using var gateway = await GatewayHost.StartAsync(fleet.Backends, Sizes(credentials: 2));
        for (var i = 0; i < 2; i++)
        {
            await (
                await gateway.Http.SendAsync(new HttpRequestMessage(HttpMethod.Post, path).WithToken(fleet.Identity.Token()))
            ).SeenAsync();
        }
        var refused = await gateway.Http.SendAsync(new HttpRequestMessage(HttpMethod.Post, path).WithToken(fleet.Identity.Token()));
        await refused.ShouldBeProblemAsync(429);
        refused.Headers.GetValues("RateLimit-Policy").Single().ShouldStartWith("\"credentials\"");
        await (await gateway.Http.GetAsync("/api/v1/auth/me")).SeenAsync();
    }

    [Fact]
    public async Task LimitsCanBeTurnedOff()
    {
        await using var gateway = await GatewayHost.StartAsync(fleet.Backends, [.. Sizes(address: 1), ("Gateway:RateLimit", "off")]);
        for (var i = 0; i < 5; i++)
        {
            await (await gateway.Http.GetAsync("/api/v1/events")).SeenAsync();
        }
    }

    [Theory]
    [InlineData("Gateway:RateLimit", "maybe")]
    [InlineData("Gateway:RateLimits:User:Burst", "0")]
    [InlineData("Gateway:RateLimits:User:PerSecond", "-1")]
    [InlineData("services:identity:h2c:0", "identity:8080")]
    [InlineData("Gateway:TrustedProxies:0", "everybody")]
    public async Task AWrongSettingKeepsTheGatewayFromStarting(string key, string value) =>
        (await Should.ThrowAsync<Exception>(() => GatewayHost.StartAsync([], (key, value)))).Message.ShouldContain(key[..17]);

    [Fact]
    public void TheBucketRefillsAtItsRate()
    {
        var clock = new ManualClock();
        var limit = new RateLimit("test", new Allowance(PerSecond: 10, Burst: 5), clock);
        for (var i = 0; i < 5; i++)
        {
            limit.Take(1).ShouldBe(new(true, 4 - i, 0));
        }
        limit.Take(1).ShouldBe(new(false, 0, 1));
        clock.Advance(TimeSpan.FromMilliseconds(100));
        limit.Take(1).IsAllowed.ShouldBeTrue();
        limit.Take(1).IsAllowed.ShouldBeFalse();
        clock.Advance(TimeSpan.FromHours(1));
        limit.Take(1).Remaining.ShouldBe(4);
    }

    [Fact]
    public async Task ConcurrentRequestsTakeNoMoreThanThereIs()
    {
        var limit = new RateLimit("test", new Allowance(PerSecond: 0.001, Burst: 1000), TimeProvider.System);
        var taken = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(() =>
                    {
                        for (var i = 0; i < 1000; i++)
                        {
                            if (limit.Take(7).IsAllowed)
                            {
                                Interlocked.Increment(ref taken);
                            }
                        }
                    })
                )
        );
        taken.ShouldBe(1000);
    }

    [Fact]
    public void ManyBusyCallersLeaveAQuietOneAlone()
    {
        var limit = new RateLimit("test", new Allowance(PerSecond: 0.001, Burst: 10), TimeProvider.System);
        for (var caller = 0L; caller < 2000; caller++)
        {
            for (var i = 0; i < 20; i++)
            {
                limit.Take(caller);
            }
        }
        // One quiet caller in a thousand shares both cells with busy ones.
        Enumerable.Range(1_000_000, 1000).Count(caller => limit.Take(caller).IsAllowed).ShouldBeGreaterThan(980);
    }

    [Theory]
    [InlineData("203.0.113.1", "203.0.113.1", true)]
    [InlineData("203.0.113.1", "203.0.113.2", false)]
    [InlineData("2001:db8:1:2:3::4", "2001:db8:1:2:ffff::1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void AnAddressIsOneCallerAndSoIsAnIPv6Customer(string one, string other, bool same) =>
        (KeyOf(one) == KeyOf(other)).ShouldBe(same);

    private static long KeyOf(string address) => RateLimiter.AddressKey(IPAddress.Parse(address));
}
