using Community.Platform.Access.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Community.Platform.Tests.Authentication;

/// <summary>Ended sessions, polled from identity.</summary>
public sealed class EndedSessionTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly Guid _session = Guid.CreateVersion7();
    private IdentityStandIn _identity = null!;
    private PolledRevokedSessions _sessions = null!;

    public async ValueTask InitializeAsync()
    {
        _identity = await IdentityStandIn.StartAsync();
        var services = new ServiceCollection();
        services.AddHttpClient(PolledRevokedSessions.ClientName, client => client.BaseAddress = new(_identity.Url));
        _sessions = new(
            services.BuildServiceProvider().GetRequiredService<IHttpClientFactory>(),
            _clock,
            NullLogger<PolledRevokedSessions>.Instance
        )
        {
            Interval = TimeSpan.FromMilliseconds(10),
        };
    }

    public ValueTask DisposeAsync() => _identity.DisposeAsync();

    [Fact]
    public async Task TheFirstQuestionReachesBackBeyondAnyTokensLifeAndTheNextOverlap()
    {
        var start = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        _sessions.IsReady.ShouldBeFalse();

        await PollAsync();
        await PollAsync();

        _sessions.IsReady.ShouldBeTrue();
        _identity.Polls.Select(poll => poll.Since).ShouldBe([start - 1_200_000, _identity.Now - 60_000]);
    }

    [Fact]
    public async Task AnEndedSessionIsKnownAfterThePoll()
    {
        await PollAsync();
        _sessions.IsRevoked(_session).ShouldBeFalse();
        _identity.Ended[_session] = (_clock.GetUtcNow() + AccessToken.Lifetime).ToUnixTimeMilliseconds();
        await PollAsync();
        _sessions.IsRevoked(_session).ShouldBeTrue();
        _sessions.IsRevoked(Guid.CreateVersion7()).ShouldBeFalse();
    }

    [Fact]
    public async Task WhileIdentityIsDownWhatIsKnownStaysAndTheGapIsAskedForAfterwards()
    {
        _identity.Ended[_session] = (_clock.GetUtcNow() + AccessToken.Lifetime).ToUnixTimeMilliseconds();
        await PollAsync();
        var lastAnswer = _identity.Now;

        _identity.IsDown = true;
        (await _sessions.PollAsync(TestContext.Current.CancellationToken)).ShouldBeFalse();
        _sessions.IsRevoked(_session).ShouldBeTrue();
        _sessions.IsReady.ShouldBeTrue();

        _identity.IsDown = false;
        _identity.Now += 600_000;
        await PollAsync();
        _identity.Polls[^1].Since.ShouldBe(lastAnswer - 60_000);
    }

    [Fact]
    public void ASessionIsForgottenWhenItsLastTokenIsDead()
    {
        var ended = new RevokedSessionSet(_clock);
        ended.Add(_session, _clock.GetUtcNow() + AccessToken.Lifetime);

        _clock.Advance(AccessToken.Lifetime + TimeSpan.FromSeconds(60)); // The clock skew may still allow a token.
        ended.Purge();
        ended.Contains(_session).ShouldBeTrue();

        _clock.Advance(TimeSpan.FromMinutes(5));
        ended.Purge();
        ended.Count.ShouldBe(0);
    }

    [Fact]
    public async Task ItAsksAgainAndAgainUntilStopped()
    {
        _identity.IsDown = true;
        await _sessions.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.IsAsync(() => Polls() >= 2);
        _sessions.IsReady.ShouldBeFalse();
        _identity.IsDown = false;
        await Eventually.IsAsync(() => _sessions.IsReady);
        await _sessions.StopAsync(TestContext.Current.CancellationToken);
    }

    private int Polls()
    {
        lock (_identity.Polls)
        {
            return _identity.Polls.Count;
        }
    }

    private async Task PollAsync() => (await _sessions.PollAsync(TestContext.Current.CancellationToken)).ShouldBeTrue();
}
