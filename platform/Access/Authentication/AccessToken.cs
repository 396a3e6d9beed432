using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Community.Platform.Access.Authentication;

/// <summary>
/// The content and the form of an access token: a JWT of RFC 9068 (<c>typ</c> "at+jwt"), signed with ES256. All tokens are made here, and
/// all are read by <see cref="AccessTokenReader"/>.
/// </summary>
public sealed record AccessToken
{
    /// <summary>How long an access token lives: 15 minutes.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>The <c>typ</c> header.</summary>
    public const string Type = "at+jwt";

    /// <summary>The <c>alg</c> header: ECDSA on P-256 with SHA-256 (RFC 7518 section 3.4).</summary>
    public const string Algorithm = "ES256";

    /// <summary><c>sub</c></summary>
    public required Guid UserId { get; init; }

    /// <summary><c>sid</c></summary>
    public required Guid SessionId { get; init; }

    /// <summary><c>roles</c>: names out of <see cref="Authorization.Roles"/>, each once.</summary>
    public required IReadOnlyCollection<string> Roles { get; init; }

    /// <summary><c>iss</c></summary>
    public required string Issuer { get; init; }

    /// <summary><c>aud</c></summary>
    public required string Audience { get; init; }

    /// <summary><c>iat</c>, in whole seconds on the wire.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary><c>auth_time</c>, in whole seconds on the wire; unless set, <see cref="IssuedAt"/>.</summary>
    public DateTimeOffset AuthenticatedAt
    {
        get => field == default ? IssuedAt : field;
        init;
    }

    /// <summary><c>scope</c>: names of scopes, which the gateway applies; null: all that the user may.</summary>
    public IReadOnlyCollection<string>? Scopes { get; init; }

    /// <summary><c>bot</c>, only if true: the account is a bot's.</summary>
    public bool IsBot { get; init; }

    /// <summary><c>exp</c>; unless set, <see cref="Lifetime"/> after <see cref="IssuedAt"/>.</summary>
    public DateTimeOffset ExpiresAt
    {
        get => field == default ? IssuedAt + Lifetime : field;
        init;
    }

    /// <summary><c>jti</c></summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Writes the token and signs it.</summary>
    /// <param name="key">A private key on P-256. Not thread safe: the caller must let one thread sign at a time.</param>
    /// <param name="kid">The key's id, as the key set names it: 1 to 64 of <c>A-Z a-z 0-9 - _</c>.</param>
    /// <exception cref="ArgumentException">The key id has another shape, and every reader would refuse the token.</exception>
    public string Sign(ECDsa key, string kid)
    {
        if (!SigningKeys.IsKeyId(kid))
        {
            throw new ArgumentException("a key id is 1 to 64 of A-Z a-z 0-9 - _", nameof(kid));
        }

        var header = Json(json =>
        {
            json.WriteString("alg", Algorithm);
            json.WriteString("typ", Type);
            json.WriteString("kid", kid);
        });
        return CompactJws.Sign(key, header, Json(WriteClaims));
    }

    private void WriteClaims(Utf8JsonWriter json)
    {
        json.WriteString(AccessTokenClaims.Issuer, Issuer);
        json.WriteString(AccessTokenClaims.Audience, Audience);
        json.WriteString(AccessTokenClaims.Subject, UserId);
        json.WriteString(AccessTokenClaims.Session, SessionId);
        json.WriteStartArray(AccessTokenClaims.Roles);
        foreach (var role in Roles)
        {
            json.WriteStringValue(role);
        }

        json.WriteEndArray();
        json.WriteNumber(AccessTokenClaims.IssuedAt, IssuedAt.ToUnixTimeSeconds());
        json.WriteNumber(AccessTokenClaims.ExpiresAt, ExpiresAt.ToUnixTimeSeconds());
        if (Scopes is not null)
        {
            json.WriteString(AccessTokenClaims.Scope, string.Join(' ', Scopes));
        }

        if (IsBot)
        {
            json.WriteBoolean(AccessTokenClaims.Bot, true);
        }

        json.WriteNumber(AccessTokenClaims.AuthenticatedAt, AuthenticatedAt.ToUnixTimeSeconds());
        json.WriteString(AccessTokenClaims.TokenId, Id);
    }

    private static byte[] Json(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        // "at+jwt" as it is, not as at\u002Bjwt
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
