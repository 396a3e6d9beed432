using System.Security.Cryptography;
using System.Text;
using Community.Platform.Access.Authentication;
using Community.Platform.Access.Authorization;
using Microsoft.IdentityModel.Tokens;

namespace Community.Platform.Tests.Authentication;

/// <summary>Signs tokens as identity would, and tokens that no issuer should sign.</summary>
internal sealed class Issuer(TimeProvider clock, string kid = "key-1")
{
    public const string Url = "http://127.0.0.1:8080";
    public const string Audience = "community";

    public string Kid { get; } = kid;

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public ECDsaSecurityKey PublicKey => field ??= SigningKeys.Of(Kid, Key.ExportParameters(includePrivateParameters: false));

    public PublishedKey Jwk => PublishedKey.From(PublicKey);

    public string Token(Guid? user = null, Guid? session = null, params string[] roles) => Describe(user, session, roles).Sign(Key, Kid);

    public AccessToken Describe(Guid? user = null, Guid? session = null, params string[] roles) =>
        new()
        {
            UserId = user ?? Guid.CreateVersion7(),
            SessionId = session ?? Guid.CreateVersion7(),
            Roles = roles,
            Issuer = Url,
            Audience = Audience,
            IssuedAt = clock.GetUtcNow(),
        };

    public string Header(string more = "") => $$"""{"alg":"ES256","typ":"at+jwt","kid":"{{Kid}}"{{more}}}""";

    public string Payload(
        string? sub = null,
        string? sid = null,
        string? roles = null,
        string? times = null,
        string? issuer = null,
        string more = ""
    )
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        return $$"""
            {"iss":{{issuer ?? $"\"{Url}\""}},"aud":"{{Audience}}","sub":{{sub ?? $"\"{Guid.CreateVersion7()}\""}},"sid":{{sid
                ?? $"\"{Guid.CreateVersion7()}\""}},
            "roles":{{roles ?? $"[\"{Roles.Attendee}\"]"}},{{times ?? $"\"iat\":{now},\"exp\":{now + 900}"}},"jti":"1"{{more}}}
            """;
    }

    public string Sign(string? header = null, string? payload = null) =>
        CompactJws.Sign(Key, Encoding.UTF8.GetBytes(header ?? Header()), Encoding.UTF8.GetBytes(payload ?? Payload()));
}

/// <summary>Keys in memory, as identity has its own.</summary>
internal sealed class KeysAtHand(params ECDsaSecurityKey[] keys) : ISigningKeys
{
    public List<ECDsaSecurityKey> Keys { get; } = [.. keys];

    public bool IsReady { get; set; } = true;

    public ECDsaSecurityKey? Find(string kid) => IsReady ? Keys.Find(key => key.KeyId == kid) : null;

    public ValueTask<ECDsaSecurityKey?> FindAsync(string kid, CancellationToken cancellationToken) => new(Find(kid));
}

/// <summary>Ended sessions in memory, as identity has its own.</summary>
internal sealed class SessionsAtHand : IRevokedSessions
{
    public HashSet<Guid> Ended { get; } = [];

    public bool IsReady { get; set; } = true;

    public bool IsRevoked(Guid sessionId) => Ended.Contains(sessionId);
}
