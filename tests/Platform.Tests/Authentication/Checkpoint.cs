using Community.ServiceDefaults.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Community.Platform.Tests.Authentication;

/// <summary>The validator with an issuer that it trusts and a clock to turn.</summary>
internal sealed class Checkpoint
{
    public Checkpoint(Action<JwtBearerOptions>? configure = null)
    {
        Issuer = new(Clock);
        Keys = new(Issuer.PublicKey);
        var options = new ServiceCollection().Configure<JwtBearerOptions>(Schemes.Bearer, configure ?? (_ => { }))
            .BuildServiceProvider().GetRequiredService<IOptionsMonitor<JwtBearerOptions>>();
        Validator = new(Keys, Sessions, options, Clock);
    }

    public ManualClock Clock { get; } = new();

    public Issuer Issuer { get; }

    public KeysAtHand Keys { get; }

    public SessionsAtHand Sessions { get; } = new();

    public AccessTokenValidator Validator { get; }

    public async Task<AccessTokenVerdict> Ask(string token) => await Validator.ValidateAsync(token.AsMemory(), TestContext.Current.CancellationToken);
}
