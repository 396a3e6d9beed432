using System.Security.Cryptography;

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
