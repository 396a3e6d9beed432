using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Community.Platform.Access.Authentication;

/// <summary>
/// Decides whether an access token is valid, in front of the package's <see cref="JsonWebTokenHandler"/>. The package checks key,
/// algorithm, type, signature, issuer and audience. Our code checks the strict form (<see cref="CompactJws"/>,
/// <see cref="AccessTokenReader"/>) and the times, and remembers validated tokens. The order matters: size and form come first, because
/// they cost nothing. The header is read only to find the key. The signature is checked before any claim is used. The ended sessions are
/// checked last and every time.
/// </summary>
internal sealed class AccessTokenHandler(
    ISigningKeys keys,
    IRevokedSessions revokedSessions,
    AccessTokenSettings settings,
    TimeProvider clock
) : TokenHandler
{
    private readonly ValidatedTokens _remembered = new(settings.RememberedTokens);
    private readonly JsonWebTokenHandler _jwt = new() { MaximumTokenSizeInBytes = settings.MaxTokenLength };

    internal ValidatedTokens Remembered => _remembered;

    /// <summary>Whether exactly this token was validated before and still counts. Waits for nothing and allocates nothing.</summary>
    public bool TryFind(ReadOnlySpan<char> token, [NotNullWhen(true)] out ValidatedToken? found) =>
        TryRecall(token, out found) && FaultOf(found) is null;

    /// <summary>Whether the token is valid. Never throws because of a token's content.</summary>
    public override Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        if (token.Length > settings.MaxTokenLength)
        {
            return Task.FromResult(Refused("the token is too long"));
        }

        return TryRecall(token, out var known) ? Task.FromResult(InItsSession(known)) : ValidateInFullAsync(token, validationParameters);
    }

    /// <summary>Whether the token is remembered and not expired, and its key is not withdrawn.</summary>
    private bool TryRecall(ReadOnlySpan<char> token, [NotNullWhen(true)] out ValidatedToken? known) =>
        _remembered.TryFind(token, out known) && !IsOver(known.ExpiresAt) && ReferenceEquals(keys.Find(known.Key.KeyId), known.Key);

    private async Task<TokenValidationResult> ValidateInFullAsync(string token, TokenValidationParameters parameters)
    {
        if (CompactJws.Parse(token) is not { } jws)
        {
            return Refused("the token is malformed");
        }

        if (AccessTokenReader.ReadKeyId(jws.Header, settings.Types, out var reason) is not { } kid)
        {
            return Refused(reason!);
        }

        if (await keys.FindAsync(kid, CancellationToken.None) is not { } key)
        {
            return keys.IsReady ? Refused("the signing key is unknown") : Failed(new UnknownTokenException());
        }

        parameters = parameters.Clone();
        parameters.IssuerSigningKey = key;
        var verdict = await _jwt.ValidateTokenAsync(token, parameters);
        var fault = verdict.IsValid ? null : ReasonOf(verdict.Exception);
        if (fault == BadSignature)
        {
            return Refused(fault);
        }

        // Our reader reads the signed payload again, because the package accepts duplicate members (the last counts) and claims of other
        // shapes.
        if (AccessTokenReader.ReadPayload(jws.Payload, out reason) is not { } claims || (reason = fault ?? FaultOf(claims)) is not null)
        {
            return Refused(reason!);
        }

        return InItsSession(Remember(token, claims, key));
    }

    private const string BadSignature = "the signature is invalid";

    private static string ReasonOf(Exception fault) =>
        fault switch
        {
            SecurityTokenInvalidIssuerException => "the issuer is another one",
            SecurityTokenInvalidAudienceException => "the token is for another audience",
            SecurityTokenMalformedException or ArgumentException => "the token is malformed",
            // Every other failure: the signature is wrong or cannot be checked.
            _ => BadSignature,
        };

    private string? FaultOf(AccessTokenPayload claims)
    {
        var latestStart = clock.GetUtcNow().ToUnixTimeSeconds() + (long)settings.ClockSkew.TotalSeconds;
        return IsOver(claims.ExpiresAt) ? "the token has expired"
            : claims.NotBefore > latestStart || claims.IssuedAt > latestStart ? "the token is not valid yet"
            : null;
    }

    // RFC 7519 section 4.1.4: valid only before exp; the skew is added to it.
    private bool IsOver(long expiresAt) =>
        clock.GetUtcNow().ToUnixTimeMilliseconds() >= (expiresAt * 1000) + (long)settings.ClockSkew.TotalMilliseconds;

    private ValidatedToken Remember(string token, AccessTokenPayload claims, ECDsaSecurityKey key)
    {
        // SignalR closes a connection at ExpiresUtc.
        var properties = new AuthenticationProperties { ExpiresUtc = DateTimeOffset.FromUnixTimeSeconds(claims.ExpiresAt) };
        var ticket = new AuthenticationTicket(new AccessTokenPrincipal(new(claims)), properties, Schemes.Bearer);
        var valid = new ValidatedToken(AuthenticateResult.Success(ticket), key, claims);
        _remembered.Add(token, valid);
        return valid;
    }

    private TokenValidationResult InItsSession(ValidatedToken token) =>
        FaultOf(token) is { } fault
            ? Failed(fault)
            : new()
            {
                IsValid = true,
                SecurityToken = token,
                ClaimsIdentity = (AccessTokenIdentity)token.Result.Principal!.Identity!,
            };

    private SecurityTokenException? FaultOf(ValidatedToken token) =>
        revokedSessions switch
        {
            { IsReady: false } => new UnknownTokenException(),
            _ when revokedSessions.IsRevoked(token.SessionId) => new RefusedTokenException("the session has ended"),
            _ => null,
        };

    private static TokenValidationResult Refused(string reason) => Failed(new RefusedTokenException(reason));

    private static TokenValidationResult Failed(SecurityTokenException fault) => new() { IsValid = false, Exception = fault };
}
