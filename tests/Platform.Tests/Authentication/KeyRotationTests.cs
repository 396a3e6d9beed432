using System.Reflection;
using Community.Platform.Access.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.Tokens;

namespace Community.Platform.Tests.Authentication;

/// <summary>Identity's key set over HTTP, while keys come and go and identity fails.</summary>
public sealed class KeyRotationTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly Issuer _old;
    private readonly Issuer _next;
    private IdentityStandIn _identity = null!;
    private IdentityKeys _keys = null!;

    public KeyRotationTests() => (_old, _next) = (new(_clock, "old"), new(_clock, "next"));

    public async ValueTask InitializeAsync()
    {
        _identity = await IdentityStandIn.StartAsync();
        _identity.Publish(_old.Jwk);
        var services = new ServiceCollection();
        services.AddHttpClient(
            IdentityKeys.ClientName,
            client =>
            {
                client.BaseAddress = new(_identity.Url);
                client.MaxResponseContentBufferSize = 64 * 1024;
            }
        );
        _keys = new(services.BuildServiceProvider().GetRequiredService<IHttpClientFactory>(), _clock, NullLogger<IdentityKeys>.Instance);
        // The package uses a clock that only its own tests can set.
        _keys
            .Configuration.GetType()
            .GetField("TimeProvider", BindingFlags.Instance | BindingFlags.NonPublic)
            .ShouldNotBeNull()
            .SetValue(_keys.Configuration, _clock);
    }

    public ValueTask DisposeAsync() => _identity.DisposeAsync();

    [Fact]
    public async Task AKnownKeyIsFoundWithoutAsking()
    {
        await _keys.RefreshAsync();
        var found = _keys.FindAsync("old", TestContext.Current.CancellationToken);
        found.IsCompletedSuccessfully.ShouldBeTrue();
        SigningKeys.PointOf((await found)!).X.ShouldBe(SigningKeys.PointOf(_old.PublicKey).X);
        _identity.KeyFetches.ShouldBe(1);
    }

    [Fact]
    public async Task ANewKeyIsFetchedWhenItsFirstTokenComes()
    {
        await _keys.RefreshAsync();
        _identity.Publish(_old.Jwk, _next.Jwk);
        _clock.Advance(IdentityKeys.LeastInterval);

        (await FindAsync("next")).ShouldNotBeNull();
        (await FindAsync("old")).ShouldNotBeNull();
        _identity.KeyFetches.ShouldBe(2);
    }

    [Fact]
    public async Task AFloodOfInventedIdsCausesOneFetchEachInterval()
    {
        await _keys.RefreshAsync();
        for (var interval = 1; interval <= 3; interval++)
        {
            _clock.Advance(IdentityKeys.LeastInterval);
            var found = await Task.WhenAll(Enumerable.Range(0, 1500).Select(i => FindAsync($"invented-{interval}-{i}")));
            found.ShouldAllBe(key => key == null);
            (await FindAsync($"invented-{interval}-later")).ShouldBeNull(); // after that fetch, and still within the interval
            _identity.KeyFetches.ShouldBe(1 + interval);
        }
    }

    [Fact]
    public async Task WhileIdentityIsDownUnknownIdsCauseOneAttemptEachInterval()
    {
        await _keys.RefreshAsync();
        _identity.IsDown = true;
        for (var interval = 1; interval <= 3; interval++)
        {
            _clock.Advance(IdentityKeys.LeastInterval);
            var found = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => FindAsync($"invented-{interval}-{i}")));
            found.ShouldAllBe(key => key == null);
            _identity.KeyFetches.ShouldBe(1 + interval);
        }
    }

    [Fact]
    public async Task RequestsAtOnceShareOneFetchAndOneThatLeavesDoesNotEndIt()
    {
        _identity.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var impatient = new CancellationTokenSource();
        var leaving = _keys.FindAsync("old", impatient.Token).AsTask();
        var staying = Enumerable.Range(0, 50).Select(_ => FindAsync("old")).ToList();
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(leaving);

        _identity.Gate.SetResult();

        (await Task.WhenAll(staying)).ShouldAllBe(key => key != null);
        _identity.KeyFetches.ShouldBe(1);
    }

    [Fact]
    public async Task WhileIdentityIsDownTheKnownKeysGoOn()
    {
        await _keys.RefreshAsync();
        var before = await FindAsync("old");
        _identity.IsDown = true;
        for (var day = 0; day < 3; day++)
        {
            _clock.Advance(TimeSpan.FromDays(1));
            (await _keys.RefreshAsync()).ShouldBeFalse();
        }

        (await FindAsync("old")).ShouldBeSameAs(before);
        _keys.IsReady.ShouldBeTrue();
    }

    [Fact]
    public async Task AFailureIsNotRememberedAsAnAnswer()
    {
        await _keys.RefreshAsync();
        _identity.IsDown = true;
        _clock.Advance(IdentityKeys.LeastInterval);
        (await FindAsync("next")).ShouldBeNull();

        _identity.IsDown = false;
        _identity.Publish(_old.Jwk, _next.Jwk);
        _clock.Advance(IdentityKeys.LeastInterval);
        (await FindAsync("next")).ShouldNotBeNull();
    }

    [Fact]
    public async Task AKeyThatWasRemovedIsGoneAfterTheNextFetch()
    {
        await _keys.RefreshAsync();
        _identity.Publish(_next.Jwk);
        _clock.Advance(IdentityKeys.LeastInterval);
        await _keys.RefreshAsync();
        (await FindAsync("old")).ShouldBeNull();
        (await FindAsync("next")).ShouldNotBeNull();
    }

    [Fact]
    public async Task ASetTooLargeIsNotTaken()
    {
        _identity.KeySet = $$"""{"keys":[],"more":"{{new string('x', 100_000)}}"}""";
        (await _keys.RefreshAsync()).ShouldBeFalse();
        _keys.IsReady.ShouldBeFalse();
    }

    [Fact]
    public async Task InTheBackgroundItTriesAgainUntilIdentityAnswers()
    {
        _identity.IsDown = true;
        await _keys.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.IsAsync(() => _identity.KeyFetches >= 2);
        _keys.IsReady.ShouldBeFalse();

        _identity.IsDown = false;
        await Eventually.IsAsync(() => _keys.IsReady);
        await _keys.StopAsync(TestContext.Current.CancellationToken);
    }

    private Task<ECDsaSecurityKey?> FindAsync(string kid) => _keys.FindAsync(kid, TestContext.Current.CancellationToken).AsTask();
}
