using Community.Platform.Access.Authentication;
using Microsoft.AspNetCore.Authentication;

namespace Community.Platform.Tests.Authentication;

public sealed class RememberedTokenTests
{
    private readonly Checkpoint _checkpoint = new(options => options.RememberedTokens = 16);

    [Fact]
    public async Task ATokenIsVerifiedOnce()
    {
        var token = _checkpoint.Issuer.Token();
        var first = await _checkpoint.AskAsync(token);
        var again = await _checkpoint.AskAsync(new string(token));
        again.Token.ShouldBeSameAs(first.Token.ShouldNotBeNull());
    }

    [Fact]
    public async Task MoreTokensThanTheCapacityAreAllTakenAndFewRemembered()
    {
        foreach (var token in Enumerable.Range(0, 100).Select(_ => _checkpoint.Issuer.Token()))
        {
            (await _checkpoint.AskAsync(token)).Token.ShouldNotBeNull();
            _checkpoint.Handler.Remembered.Count.ShouldBeLessThanOrEqualTo(16);
        }
    }

    [Fact]
    public void WhatIsInUseStaysWhileOthersPass()
    {
        var tokens = new ValidatedTokens(capacity: 16);
        var used = Entry();
        tokens.Add("in-use", used);
        for (var i = 0; i < 1000; i++)
        {
            tokens.Add($"passing-{i}", Entry());
            tokens.TryFind("in-use", out var found).ShouldBeTrue();
            found.ShouldBeSameAs(used);
        }

        tokens.TryFind("passing-1", out _).ShouldBeFalse();
    }

    [Fact]
    public void TokensThatShareTheirEndAreDifferentTokens()
    {
        var tokens = new ValidatedTokens(capacity: 16);
        const string Signature = ".a-signature-that-both-of-them-carry";
        tokens.Add("mine" + Signature, Entry());
        tokens.TryFind("yours" + Signature, out _).ShouldBeFalse();
    }

    [Fact]
    public async Task ARememberedTokenExpires()
    {
        var token = _checkpoint.Issuer.Token();
        (await _checkpoint.AskAsync(token)).Token.ShouldNotBeNull();

        _checkpoint.Clock.Advance(AccessToken.Lifetime + TimeSpan.FromSeconds(59));
        (await _checkpoint.AskAsync(token)).Token.ShouldNotBeNull();
        _checkpoint.Clock.Advance(TimeSpan.FromSeconds(1));
        (await _checkpoint.AskAsync(token)).Reason.ShouldBe("the token has expired");
    }

    [Fact]
    public async Task AnEndedSessionIsRefusedAtOnce()
    {
        var session = Guid.CreateVersion7();
        var token = _checkpoint.Issuer.Token(session: session);
        var other = _checkpoint.Issuer.Token();
        (await _checkpoint.AskAsync(token)).Token.ShouldNotBeNull();

        _checkpoint.Sessions.Ended.Add(session);

        (await _checkpoint.AskAsync(token)).Reason.ShouldBe("the session has ended");
        (await _checkpoint.AskAsync(other)).Token.ShouldNotBeNull();
    }

    [Fact]
    public async Task AKeyThatWasWithdrawnTakesItsTokensAlong()
    {
        var token = _checkpoint.Issuer.Token();
        (await _checkpoint.AskAsync(token)).Token.ShouldNotBeNull();

        _checkpoint.Keys.Keys.Clear();
        (await _checkpoint.AskAsync(token)).Reason.ShouldBe("the signing key is unknown");

        _checkpoint.Keys.Keys.Add(new Issuer(_checkpoint.Clock).PublicKey); // Another key with the same id.
        (await _checkpoint.AskAsync(token)).Reason.ShouldBe("the signature is invalid");
    }

    [Fact]
    public async Task NothingIsDecidedBeforeTheKeysAndTheEndedSessionsAreKnown()
    {
        var token = _checkpoint.Issuer.Token();
        _checkpoint.Keys.IsReady = false;
        (await _checkpoint.AskAsync(token)).IsUnknown.ShouldBeTrue();

        _checkpoint.Keys.IsReady = true;
        _checkpoint.Sessions.IsReady = false;
        (await _checkpoint.AskAsync(token)).IsUnknown.ShouldBeTrue();

        _checkpoint.Sessions.IsReady = true;
        (await _checkpoint.AskAsync(token)).Token.ShouldNotBeNull();
    }

    [Fact]
    public async Task AskingForARememberedTokenAllocatesNextToNothing()
    {
        var token = _checkpoint.Issuer.Token();
        var known = await _checkpoint.AskAsync(token);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var isKnown = _checkpoint.Handler.TryFind(token, out var found);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        isKnown.ShouldBeTrue();
        found.ShouldBeSameAs(known.Token);
        allocated.ShouldBeLessThanOrEqualTo(512); // Parsing takes many KB.
    }

    private ValidatedToken Entry() =>
        new(
            AuthenticateResult.NoResult(),
            _checkpoint.Issuer.PublicKey,
            new(Guid.CreateVersion7(), Guid.CreateVersion7(), [], Issuer.Url, [Issuer.Audience], 0, 0, null, null, null, false, "1")
        );
}
