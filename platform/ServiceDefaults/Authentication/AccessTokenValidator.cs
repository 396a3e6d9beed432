using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Community.ServiceDefaults.Authentication;

/// <summary>
/// Decides whether an access token is valid. The order matters: size and shape first, because they cost nothing; the header only
/// to find the key; the signature before any claim is believed; the ended sessions last and every time.
/// </summary>
internal sealed class AccessTokenValidator(
    ISigningKeys keys, IRevokedSessions revokedSessions, IOptionsMonitor<JwtBearerOptions> schemes, TimeProvider clock)
{
    private const int SignatureLength = 64; // RFC 7518 section 3.4: r and s, 32 bytes each
    private readonly JwtBearerOptions _options = schemes.Get(Schemes.Bearer);
    private readonly ValidatedTokens _remembered = new(schemes.Get(Schemes.Bearer).RememberedTokens);
    private readonly IReadOnlyCollection<string> _types = [.. schemes.Get(Schemes.Bearer).Types];

    internal ValidatedTokens Remembered => _remembered;

    public ValueTask<AccessTokenVerdict> ValidateAsync(ReadOnlyMemory<char> token, CancellationToken cancellationToken)
    {
        if (token.Length > _options.MaxTokenLength)
        {
            return new(AccessTokenVerdict.Refused("the token is too long"));
        }

        return _remembered.TryFind(token.Span, out var known) && StillCounts(known)
            ? new(InItsSession(known))
            : ValidateInFullAsync(token, cancellationToken);
    }

    /// <summary>Not expired, and its key not withdrawn.</summary>
    private bool StillCounts(ValidatedToken token) => !IsOver(token.ExpiresAt) && ReferenceEquals(keys.Find(token.Key.Kid), token.Key);

    private async ValueTask<AccessTokenVerdict> ValidateInFullAsync(ReadOnlyMemory<char> token, CancellationToken cancellationToken)
    {
        if (CompactJws.Parse(token.Span) is not { } jws)
        {
            return AccessTokenVerdict.Refused("the token is malformed");
        }

        if (AccessTokenReader.ReadKeyId(jws.Header, _types, out var reason) is not { } kid)
        {
            return AccessTokenVerdict.Refused(reason!);
        }

        if (await keys.FindAsync(kid, cancellationToken) is not { } key)
        {
            return keys.IsReady ? AccessTokenVerdict.Refused("the signing key is unknown") : AccessTokenVerdict.Unknown;
        }

        if (jws.Signature.Length != SignatureLength || !key.Verifies(jws.SignedBytes, jws.Signature))
        {
            return AccessTokenVerdict.Refused("the signature is invalid");
        }

        if (AccessTokenReader.ReadPayload(jws.Payload, out reason) is not { } claims || (reason = FaultOf(claims)) is not null)
        {
            return AccessTokenVerdict.Refused(reason!);
        }

        var valid = Remember(token, claims, key);
        return InItsSession(valid);
    }

    private string? FaultOf(AccessTokenPayload claims)
    {
        var latestStart = clock.GetUtcNow().ToUnixTimeSeconds() + (long)_options.ClockSkew.TotalSeconds;
        return claims switch
        {
            _ when claims.Issuer != _options.Issuer => "the issuer is not ours",
            _ when !claims.Audiences.Contains(_options.Audience, StringComparer.Ordinal) => "the token is meant for somebody else",
            _ when IsOver(claims.ExpiresAt) => "the token has expired",
            _ when claims.NotBefore > latestStart || claims.IssuedAt > latestStart => "the token is not valid yet",
            _ => null,
        };
    }

    // RFC 7519 section 4.1.4: valid only before exp; the skew is added to it.
    private bool IsOver(long expiresAt) => clock.GetUtcNow().ToUnixTimeMilliseconds() >= (expiresAt * 1000) + (long)_options.ClockSkew.TotalMilliseconds;

    private ValidatedToken Remember(ReadOnlyMemory<char> token, AccessTokenPayload claims, SigningKey key)
    {
        // ExpiresUtc is what SignalR closes a connection by.
        var properties = new AuthenticationProperties { ExpiresUtc = DateTimeOffset.FromUnixTimeSeconds(claims.ExpiresAt) };
        var ticket = new AuthenticationTicket(new AccessTokenPrincipal(new(claims)), properties, Schemes.Bearer);
        var valid = new ValidatedToken(AuthenticateResult.Success(ticket), key, claims.SessionId, claims.ExpiresAt);
        _remembered.Add(token.ToString(), valid);
        return valid;
    }

    private AccessTokenVerdict InItsSession(ValidatedToken token) => revokedSessions switch
    {
        { IsReady: false } => AccessTokenVerdict.Unknown,
        _ when revokedSessions.IsRevoked(token.SessionId) => AccessTokenVerdict.Refused("the session has ended"),
        _ => AccessTokenVerdict.Valid(token),
    };
}
