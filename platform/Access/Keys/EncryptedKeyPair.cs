using System.Collections.Concurrent;
using System.Security.Cryptography;
using Community.Platform.Access.Authentication;
using Microsoft.IdentityModel.Tokens;

namespace Community.Platform.Access.Keys;

/// <summary>A key pair on P-256 in the form stored in a database.</summary>
/// <param name="Kid">Its id, to which the private half is bound.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo (RFC 5280).</param>
/// <param name="PrivateKey">PKCS#8, sealed (<see cref="SealedBytes"/>).</param>
public sealed record EncryptedKeyPair(string Kid, byte[] PublicKey, byte[] PrivateKey)
{
    /// <summary>Makes a new pair, its private half encrypted under a key of <see cref="ServiceSecrets"/>.</summary>
    public static EncryptedKeyPair Generate(string kid, byte[] encryptionKey)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new EncryptedKeyPair(
            kid,
            key.ExportSubjectPublicKeyInfo(),
            SealedBytes.Seal(encryptionKey, kid, key.ExportPkcs8PrivateKey())
        );
    }

    /// <summary>Opens the private half.</summary>
    /// <exception cref="CryptographicException">The row was altered, or encrypted under another key-encryption key.</exception>
    public ECDsa Open(byte[] encryptionKey)
    {
        var plain = SealedBytes.Open(encryptionKey, Kid, PrivateKey);
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(plain, out _);
        CryptographicOperations.ZeroMemory(plain);
        return key;
    }
}

/// <summary>A key pair opened for use. An ECDsa is not safe for several threads at once, so each signature borrows one.</summary>
public sealed class OpenKeyPair
{
    private readonly ConcurrentBag<ECDsa> _idle = [];
    private readonly EncryptedKeyPair _stored;
    private readonly byte[] _encryptionKey;

    /// <summary>Opens a pair.</summary>
    /// <exception cref="CryptographicException">It was altered, or encrypted under another key.</exception>
    public OpenKeyPair(EncryptedKeyPair stored, byte[] encryptionKey)
    {
        (_stored, _encryptionKey) = (stored, encryptionKey);
        var key = stored.Open(encryptionKey);
        Public = SigningKeys.Of(stored.Kid, key.ExportParameters(includePrivateParameters: false));
        _idle.Add(key);
    }

    /// <summary>The half that verifies.</summary>
    public ECDsaSecurityKey Public { get; }

    /// <summary>Calls <paramref name="sign"/> with the private half, which no other thread uses meanwhile.</summary>
    public string Sign(Func<ECDsa, string> sign)
    {
        var key = _idle.TryTake(out var idle) ? idle : _stored.Open(_encryptionKey);
        var signed = sign(key);
        _idle.Add(key);
        return signed;
    }
}
