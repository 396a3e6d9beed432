using System.Security.Cryptography;
using System.Text;

namespace Community.Platform.Access.Keys;

/// <summary>A key pair on P-256 in the form stored in a database.</summary>
/// <param name="Kid">Its id, to which the private half is bound.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo (RFC 5280).</param>
/// <param name="PrivateKey">Nonce, AES-256-GCM ciphertext of PKCS#8, tag.</param>
public sealed record EncryptedKeyPair(string Kid, byte[] PublicKey, byte[] PrivateKey)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>Makes a new pair, its private half encrypted under a key of <see cref="ServiceSecrets"/>.</summary>
    public static EncryptedKeyPair Generate(string kid, byte[] encryptionKey)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new EncryptedKeyPair(kid, key.ExportSubjectPublicKeyInfo(), Encrypt(encryptionKey, kid, key.ExportPkcs8PrivateKey()));
    }

    /// <summary>Opens the private half.</summary>
    /// <exception cref="CryptographicException">The row was altered, or encrypted under another key-encryption key.</exception>
    public ECDsa Open(byte[] encryptionKey)
    {
        var stored = PrivateKey.AsSpan();
        var plain = new byte[stored.Length - NonceSize - TagSize];
        using var aes = new AesGcm(encryptionKey, TagSize);
        aes.Decrypt(stored[..NonceSize], stored[NonceSize..^TagSize], stored[^TagSize..], plain, Encoding.ASCII.GetBytes(Kid));
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(plain, out _);
        CryptographicOperations.ZeroMemory(plain);
        return key;
    }

    private static byte[] Encrypt(byte[] encryptionKey, string kid, byte[] plain)
    {
        var result = new byte[NonceSize + plain.Length + TagSize];
        RandomNumberGenerator.Fill(result.AsSpan(0, NonceSize));
        using var aes = new AesGcm(encryptionKey, TagSize);
        aes.Encrypt(
            result.AsSpan(0, NonceSize),
            plain,
            result.AsSpan(NonceSize, plain.Length),
            result.AsSpan(NonceSize + plain.Length),
            Encoding.ASCII.GetBytes(kid)
        );
        CryptographicOperations.ZeroMemory(plain);
        return result;
    }
}
