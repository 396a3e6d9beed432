using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Community.Identity.ExternalLogin;

/// <summary>
/// A provider's public key. Its kind decides the algorithm, never the token (RFC 8725 section 3.1): RS256 for RSA of 2048
/// to 8192 bits, ES256 for P-256, nothing else.
/// </summary>
internal sealed class ProviderKey
{
    private readonly RSAParameters? _rsa;
    private readonly ECParameters? _ec;

    private ProviderKey(RSAParameters rsa) => _rsa = rsa;

    private ProviderKey(ECParameters ec) => _ec = ec;

    public string Algorithm => _rsa is null ? "ES256" : "RS256";

    public bool Verify(byte[] signed, byte[] signature)
    {
        if (_rsa is { } rsaParameters)
        {
            using var rsa = RSA.Create(rsaParameters);
            return rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }

        using var ec = ECDsa.Create(_ec!.Value);
        return ec.VerifyData(signed, signature, HashAlgorithmName.SHA256);
    }

    /// <summary>The key in a JWK (RFC 7517); null when it is of another kind or for another use.</summary>
    public static ProviderKey? Of(JsonElement jwk)
    {
        if (Text(jwk, "use") is not (null or "sig"))
        {
            return null;
        }

        try
        {
            return (Text(jwk, "kty"), Text(jwk, "alg")) switch
            {
                ("RSA", null or "RS256") => OfRsa(Bytes(jwk, "n"), Bytes(jwk, "e")),
                ("EC", null or "ES256") when Text(jwk, "crv") == "P-256" => OfEc(Bytes(jwk, "x"), Bytes(jwk, "y")),
                _ => null,
            };
        }
        catch (Exception invalid) when (invalid is CryptographicException or FormatException)
        {
            return null;
        }
    }

    public static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static ProviderKey? OfRsa(byte[] modulus, byte[] exponent) =>
        modulus.Length is >= 256 and <= 1024 && exponent.Length is >= 1 and <= 8
            ? new ProviderKey(new RSAParameters { Modulus = modulus, Exponent = exponent })
            : null;

    private static ProviderKey? OfEc(byte[] x, byte[] y)
    {
        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } };
        using var check = ECDsa.Create(parameters); // throws for what is no point of the curve
        return new ProviderKey(parameters);
    }

    private static byte[] Bytes(JsonElement jwk, string name) => Base64Url.DecodeFromChars(Text(jwk, name));
}
