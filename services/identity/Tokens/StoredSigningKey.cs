using System.Security.Cryptography;
using System.Text;

namespace Community.Identity.Tokens;

/// <summary>
/// A key pair in the database. It is published from its creation, signs from <see cref="SignsFrom"/> on, when every
/// verifier has had time to fetch it, and is published until <see cref="RetiresAt"/>, when nothing that it signed lives.
/// </summary>
internal sealed class StoredSigningKey
{
    /// <summary>How long a key signs before the next takes over.</summary>
    public static readonly TimeSpan Term = TimeSpan.FromDays(30);

    /// <summary>Verifiers fetch the key set every 5 minutes.</summary>
    public static readonly TimeSpan Announcement = TimeSpan.FromMinutes(10);

    /// <summary>Longer than announcement, token lifetime and clock skew together.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromDays(1);

    private const int NonceSize = 12;
    private const int TagSize = 16;

    public required string Kid { get; init; }

    /// <summary>SubjectPublicKeyInfo (RFC 5280).</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>Nonce, AES-256-GCM ciphertext of PKCS#8, tag; bound to the kid.</summary>
    public required byte[] EncryptedPrivateKey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset SignsFrom { get; init; }

    public required DateTimeOffset RetiresAt { get; init; }

    public static StoredSigningKey Generate(byte[] encryptionKey, DateTimeOffset now, DateTimeOffset signsFrom)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var kid = Guid.CreateVersion7(now).ToString("N");
        return new StoredSigningKey
        {
            Kid = kid,
            PublicKey = key.ExportSubjectPublicKeyInfo(),
            EncryptedPrivateKey = Encrypt(encryptionKey, kid, key.ExportPkcs8PrivateKey()),
            CreatedAt = now,
            SignsFrom = signsFrom,
            RetiresAt = signsFrom + Term + Overlap,
        };
    }

    /// <exception cref="CryptographicException">The row was altered, or encrypted under another key-encryption key.</exception>
    public ECDsa OpenPrivateKey(byte[] encryptionKey)
    {
        var stored = EncryptedPrivateKey.AsSpan();
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
            result.AsSpan(0, NonceSize), plain, result.AsSpan(NonceSize, plain.Length), result.AsSpan(NonceSize + plain.Length), Encoding.ASCII.GetBytes(kid));
        CryptographicOperations.ZeroMemory(plain);
        return result;
    }
}
