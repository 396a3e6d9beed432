using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Community.Platform.Access.Authentication;
using Community.Platform.Access.Authorization;

namespace Community.Platform.Tests.Authentication;

public sealed class AccessTokenTests
{
    private readonly Checkpoint _checkpoint = new();

    [Fact]
    public async Task WhatWasSignedIsRead()
    {
        var (user, session) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var description = _checkpoint.Issuer.Describe(user, session, Roles.Attendee, Roles.Organizer);

        var caller = await AdmitAsync(description.Sign(_checkpoint.Issuer.Key, _checkpoint.Issuer.Kid));

        caller.UserId().ShouldBe(user);
        caller.SessionId().ShouldBe(session);
        (caller.IsOrganizer(), caller.IsModerator(), caller.IsAdmin()).ShouldBe((true, false, false));
        caller
            .Claims.Select(claim => (claim.Type, claim.Value))
            .ShouldBe([
                ("sub", user.ToString()),
                ("sid", session.ToString()),
                ("jti", description.Id.ToString()),
                ("exp", (_checkpoint.Clock.GetUtcNow() + AccessToken.Lifetime).ToUnixTimeSeconds().ToString()),
                ("roles", "attendee"),
                ("roles", "organizer"),
            ]);
    }

    [Fact]
    public async Task TheTicketTellsWhenTheTokenEndsSoThatHubsCanCloseTheirConnections()
    {
        var verdict = await _checkpoint.AskAsync(_checkpoint.Issuer.Token());
        verdict.Token!.Result.Properties!.ExpiresUtc.ShouldBe(_checkpoint.Clock.GetUtcNow() + AccessToken.Lifetime);
    }

    [Theory]
    [InlineData("AT+JWT")]
    [InlineData("application/at+jwt")]
    public async Task TheTypeMayBeSpelledAsRfc9068Allows(string type) =>
        await AdmitAsync(_checkpoint.Issuer.Sign($$"""{"alg":"ES256","typ":"{{type}}","kid":"key-1"}"""));

    [Fact]
    public async Task OurAudienceMayBeOneOfSeveral() =>
        await AdmitAsync(
            _checkpoint.Issuer.Sign(
                payload: _checkpoint.Issuer.Payload().Replace("\"community\"", "[\"other\",\"community\"]", StringComparison.Ordinal)
            )
        );

    [Theory]
    [InlineData("exp", -59)]
    [InlineData("nbf", 60)]
    [InlineData("iat", 60)]
    public async Task ClocksMayDifferByTheSkew(string claim, int seconds)
    {
        var now = _checkpoint.Clock.GetUtcNow().ToUnixTimeSeconds();
        var times = new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["iat"] = now,
            ["exp"] = now + 900,
            ["nbf"] = now,
            [claim] = now + seconds,
        };
        await AdmitAsync(
            _checkpoint.Issuer.Sign(
                payload: _checkpoint.Issuer.Payload(times: string.Join(',', times.Select(time => $"\"{time.Key}\":{time.Value}")))
            )
        );
    }

    [Fact]
    public async Task NoHandlerCanAddARoleToTheSharedPrincipal()
    {
        var token = _checkpoint.Issuer.Token();
        var caller = await AdmitAsync(token);

        Should.Throw<InvalidOperationException>(() => ((ClaimsIdentity)caller.Identity!).AddClaim(new("roles", "admin")));
        Should.Throw<InvalidOperationException>(() => caller.AddIdentity(new ClaimsIdentity([new("roles", "admin")])));
        var copy = caller.Clone();
        ((ClaimsIdentity)copy.Identity!).AddClaim(new("roles", "admin"));

        (await AdmitAsync(token)).IsAdmin().ShouldBeFalse();
    }

    [Fact]
    public void AKeyIdThatNoReaderTakesIsNotWritten() =>
        Should.Throw<ArgumentException>(() => _checkpoint.Issuer.Describe().Sign(_checkpoint.Issuer.Key, "../key"));

    // RFC 7515, appendix A.3.
    [Fact]
    public void TheSignatureOfRfc7515IsVerified()
    {
        const string Signed =
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        const string Signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        var key = SigningKeys.Of(
            "rfc",
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new()
                {
                    X = Base64Url.DecodeFromChars("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
                    Y = Base64Url.DecodeFromChars("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
                },
            }
        );

        var jws = CompactJws.Parse($"{Signed}.{Signature}").ShouldNotBeNull();

        jws.SignedBytes.ShouldBe(Encoding.ASCII.GetBytes(Signed));
        key.Verifies(jws.SignedBytes, jws.Signature).ShouldBeTrue();
        jws.SignedBytes[0] ^= 1;
        key.Verifies(jws.SignedBytes, jws.Signature).ShouldBeFalse();
    }

    [Fact]
    public void ManyThreadsMayVerifyWithOneKey()
    {
        var data = "signed"u8.ToArray();
        var signature = _checkpoint.Issuer.Key.SignData(data, HashAlgorithmName.SHA256);
        var verdicts = new bool[64];
        Parallel.For(0, verdicts.Length, i => verdicts[i] = _checkpoint.Issuer.PublicKey.Verifies(data, signature));
        verdicts.ShouldAllBe(valid => valid);
    }

    private async Task<ClaimsPrincipal> AdmitAsync(string token)
    {
        var verdict = await _checkpoint.AskAsync(token);
        verdict.Reason.ShouldBeNull();
        return verdict.Token!.Result.Principal!;
    }
}
