using System.Security.Cryptography;
using System.Text;

namespace Community.Platform.Access.Keys;

/// <summary>
/// Secrets in the form stored in a database: nonce, AES-256-GCM ciphertext, tag, under a key of <see cref="ServiceSecrets"/>. Each is bound
/// to its row by a text, so that it cannot be moved to another row.
/// </summary>
public static class SealedBytes
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>Encrypts, and overwrites the plain bytes.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="boundTo">Names the row, in ASCII.</param>
    /// <param name="plain">The secret.</param>
    public static byte[] Seal(byte[] key, string boundTo, byte[] plain)
    {
        var result = new byte[NonceSize + plain.Length + TagSize];
        RandomNumberGenerator.Fill(result.AsSpan(0, NonceSize));
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(
            result.AsSpan(0, NonceSize),
            plain,
            result.AsSpan(NonceSize, plain.Length),
            result.AsSpan(NonceSize + plain.Length),
            Encoding.ASCII.GetBytes(boundTo)
        );
        CryptographicOperations.ZeroMemory(plain);
        return result;
    }

    /// <summary>Decrypts. The caller overwrites the result when it is no longer needed.</summary>
    /// <exception cref="CryptographicException">The row was altered, or encrypted under another key.</exception>
    public static byte[] Open(byte[] key, string boundTo, ReadOnlySpan<byte> stored)
    {
        if (stored.Length < NonceSize + TagSize)
        {
            throw new CryptographicException("The stored secret is too short.");
        }

        var plain = new byte[stored.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(stored[..NonceSize], stored[NonceSize..^TagSize], stored[^TagSize..], plain, Encoding.ASCII.GetBytes(boundTo));
        return plain;
    }
}
