using System.Buffers.Text;
using System.ComponentModel;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Community.Platform.Http.OpenApi;
using Microsoft.IdentityModel.Tokens;

namespace Community.Platform.Access.Authentication;

/// <summary>A public signing key in the form of a key set (RFC 7517, RFC 7518 section 6.2), as identity publishes it.</summary>
[DisplayName("JsonWebKey")]
public sealed record PublishedKey(
    [property: JsonPropertyName("kid")] string Kid,
    [property: JsonPropertyName("x")] string X,
    [property: JsonPropertyName("y")] string Y
)
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
    public static PublishedKey From(ECDsaSecurityKey key)
    {
        var point = SigningKeys.PointOf(key);
        return new(key.KeyId, Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
    }

    /// <inheritdoc cref="From(ECDsaSecurityKey)"/>
    public static PublishedKey From(string kid, ECDsa key) =>
        From(SigningKeys.Of(kid, key.ExportParameters(includePrivateParameters: false)));
}

/// <summary>A key set (RFC 7517 section 5), as <c>/.well-known/jwks.json</c> answers it.</summary>
[DisplayName("JsonWebKeySet")]
public sealed record PublishedKeySet([property: JsonPropertyName("keys")] IReadOnlyList<PublishedKey> Keys) : IHasExample<PublishedKeySet>
{
    /// <inheritdoc/>
    public static PublishedKeySet Example =>
        new([
            new(
                "01a1fc83222576d08a706d17d9bc2c2d",
                "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
            ),
        ]);
}
