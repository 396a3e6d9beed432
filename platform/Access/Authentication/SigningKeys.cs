using System.Buffers;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Community.Platform.Access.Authentication;

/// <summary>
/// Public keys on P-256 that access tokens and tickets are verified with, as the package's keys. They are not disposed explicitly, because
/// a request may still use a key that has just left the set; the handles have finalizers.
/// </summary>
public static class SigningKeys
{
    private const int MaxKeyIdLength = 64;
    private static readonly SearchValues<char> KeyIdCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    );

    /// <summary>Takes the public half of a key.</summary>
    /// <exception cref="ArgumentException">The key id has another shape than <see cref="IsKeyId"/> asks for, or the key isn't on
    /// P-256.</exception>
    /// <exception cref="CryptographicException">The point is not on the curve.</exception>
    public static ECDsaSecurityKey Of(string kid, ECParameters key)
    {
        if (!IsKeyId(kid))
        {
            throw new ArgumentException("a key id is 1 to 64 of A-Z a-z 0-9 - _", nameof(kid));
        }

        if (!key.Curve.IsNamed || key.Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
        {
            throw new ArgumentException("the key must be on the curve P-256", nameof(key));
        }

        return new(ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = key.Q })) { KeyId = kid };
    }

    /// <summary>
    /// Whether this may be a key id. The shape is bounded and harmless, because a token's <c>kid</c> is untrusted text (RFC 8725 section
    /// 3.10).
    /// </summary>
    public static bool IsKeyId(ReadOnlySpan<char> kid) =>
        kid.Length is > 0 and <= MaxKeyIdLength && !kid.ContainsAnyExcept(KeyIdCharacters);

    /// <summary>The public point, as 32 bytes each of x and y.</summary>
    public static ECPoint PointOf(ECDsaSecurityKey key) => key.ECDsa.ExportParameters(includePrivateParameters: false).Q;

    /// <summary>
    /// Whether <paramref name="signature"/>, r and s of 32 bytes each (IEEE P1363), is a signature of <paramref name="data"/> by this key.
    /// Thread safe.
    /// </summary>
    public static bool Verifies(this ECDsaSecurityKey key, byte[] data, byte[] signature)
    {
        var provider = key.CryptoProviderFactory.CreateForVerifying(key, AccessToken.Algorithm);
        try
        {
            return signature.Length > 0 && provider.Verify(data, signature);
        }
        finally
        {
            key.CryptoProviderFactory.ReleaseSignatureProvider(provider);
        }
    }
}
