using Community.Platform.Access.Authentication;
using Microsoft.IdentityModel.Tokens;

namespace Community.Platform.Tests.Authentication;

/// <summary>The token handler with a trusted issuer and an adjustable clock.</summary>
internal sealed class Checkpoint
{
    private readonly TokenValidationParameters _parameters;

    public Checkpoint(Action<AccessTokenSettings>? configure = null)
    {
        Issuer = new(Clock);
        Keys = new(Issuer.PublicKey);
        var settings = new AccessTokenSettings();
        configure?.Invoke(settings);
        Handler = new(Keys, Sessions, settings, Clock);
        _parameters = settings.ToParameters();
    }

    public ManualClock Clock { get; } = new();

    public Issuer Issuer { get; }

    public KeysAtHand Keys { get; }

    public SessionsAtHand Sessions { get; } = new();

    public AccessTokenHandler Handler { get; }

    public async Task<AccessTokenVerdict> AskAsync(string token)
    {
        var result = await Handler.ValidateTokenAsync(token, _parameters);
        return new((ValidatedToken?)result.SecurityToken, result.Exception is RefusedTokenException refused ? refused.Message : null);
    }
}

/// <summary>The verdict about a token: valid, refused for a reason, or unknown.</summary>
internal readonly record struct AccessTokenVerdict(ValidatedToken? Token, string? Reason)
{
    public bool IsUnknown => Token is null && Reason is null;

    public static AccessTokenVerdict Refused(string reason) => new(null, reason);
}
