using Microsoft.AspNetCore.Authentication;

namespace Community.ServiceDefaults.Authentication;

/// <summary>A token that was valid: its ready answer, and what must still hold at each use.</summary>
internal sealed record ValidatedToken(AuthenticateResult Result, SigningKey Key, Guid SessionId, long ExpiresAt);

/// <summary>
/// What was found about a token: valid (<see cref="Token"/>), refused (<see cref="Reason"/>, in words that give nothing away), or
/// unknown, while the keys or the ended sessions have never been loaded.
/// </summary>
internal readonly record struct AccessTokenVerdict(ValidatedToken? Token, string? Reason)
{
    public bool IsUnknown => Token is null && Reason is null;

    public static AccessTokenVerdict Unknown => default;

    public static AccessTokenVerdict Refused(string reason) => new(null, reason);

    public static AccessTokenVerdict Valid(ValidatedToken token) => new(token, null);
}
