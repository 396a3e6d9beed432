using System.Security.Cryptography;
using System.Text;

namespace Community.Identity.Tokens;

/// <summary>
/// The one secret of identity's configuration, <c>Identity:KeyEncryptionKey</c> (32 bytes in base64), and what is derived
/// from it (HKDF, RFC 5869), so that no two uses share a key. Whoever has only the database can forge nothing.
/// </summary>
internal sealed class IdentitySecrets
{
    private const int KeySize = 32;
    private readonly byte[] _root;

    /// <exception cref="InvalidOperationException">The key is missing or not 32 bytes in base64.</exception>
    public IdentitySecrets(IConfiguration configuration)
    {
        var encoded = configuration["Identity:KeyEncryptionKey"];
        var root = new byte[KeySize + 1];
        if (encoded is null || !Convert.TryFromBase64String(encoded, root, out var length) || length != KeySize)
        {
            throw new InvalidOperationException(
                "Identity:KeyEncryptionKey must be 32 random bytes in base64; make one with: openssl rand -base64 32");
        }

        _root = root[..KeySize];
    }

    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _root, KeySize, info: Encoding.UTF8.GetBytes(purpose));
}
