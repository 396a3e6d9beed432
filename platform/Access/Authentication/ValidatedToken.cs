using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Tokens;

namespace Community.Platform.Access.Authentication;

/// <summary>A validated token: the result to return, and the facts that are checked again at each use.</summary>
internal sealed class ValidatedToken(AuthenticateResult result, ECDsaSecurityKey key, AccessTokenPayload claims) : SecurityToken
{
    /// <summary>The principal and its properties, shared by all requests with this token.</summary>
    public AuthenticateResult Result { get; } = result;

    /// <summary>The key that signed it. The token is valid as long as the key's id leads to this instance.</summary>
    public ECDsaSecurityKey Key { get; } = key;

    public Guid SessionId { get; } = claims.SessionId;

    /// <summary>In Unix seconds.</summary>
    public long ExpiresAt { get; } = claims.ExpiresAt;

    public override string Id { get; } = claims.Id;

    public override string Issuer { get; } = claims.Issuer;

    public override SecurityKey? SecurityKey => null;

    public override SecurityKey SigningKey
    {
        get => Key;
        set => throw new NotSupportedException();
    }

    public override DateTime ValidFrom { get; } = DateTimeOffset.FromUnixTimeSeconds(claims.IssuedAt).UtcDateTime;

    public override DateTime ValidTo { get; } = DateTimeOffset.FromUnixTimeSeconds(claims.ExpiresAt).UtcDateTime;
}

/// <summary>A token is refused; the message is the reason, in words that reveal nothing.</summary>
internal sealed class RefusedTokenException(string reason) : SecurityTokenException(reason);

/// <summary>The token cannot be checked yet: the keys or the ended sessions have never been loaded.</summary>
internal sealed class UnknownTokenException() : SecurityTokenException("the verdict on the token is not known yet");
