using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Community.ServiceDefaults.OpenApi;

namespace Community.ServiceDefaults.Authentication;

/// <summary>A public signing key as a key set shows it (RFC 7517, RFC 7518 section 6.2): what identity publishes.</summary>
public sealed record JsonWebKey(
    [property: JsonPropertyName("kid")] string Kid,
    [property: JsonPropertyName("x")] string X,
    [property: JsonPropertyName("y")] string Y)
{
    /// <summary>Key type: elliptic curve.</summary>
    [JsonPropertyName("kty")]
    public string KeyType => "EC";

    /// <summary>Curve: P-256.</summary>
    [JsonPropertyName("crv")]
    public string Curve => "P-256";

    /// <summary>Use: signatures.</summary>
    [JsonPropertyName("use")]
    public string Use => "sig";

    /// <summary>Algorithm: ES256.</summary>
    [JsonPropertyName("alg")]
    public string Algorithm => AccessToken.Algorithm;

    /// <summary>Describes the public half of a key.</summary>
    public static JsonWebKey From(SigningKey key) =>
        new(key.Kid, Base64Url.EncodeToString(key.Point.X), Base64Url.EncodeToString(key.Point.Y));

    /// <inheritdoc cref="From(SigningKey)"/>
    public static JsonWebKey From(string kid, ECDsa key) => From(new SigningKey(kid, key.ExportParameters(includePrivateParameters: false)));
}

/// <summary>A key set (RFC 7517 section 5), as <c>/.well-known/jwks.json</c> answers it.</summary>
public sealed record JsonWebKeySet([property: JsonPropertyName("keys")] IReadOnlyList<JsonWebKey> Keys) : IHasExample<JsonWebKeySet>
{
    /// <inheritdoc/>
    public static JsonWebKeySet Example => new(
        [new("01a1fc83222576d08a706d17d9bc2c2d", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")]);
}
