using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace Community.Platform.Access.Keys;

/// <summary>
/// The one secret of a service's configuration (32 bytes in base64), and the keys derived from it (HKDF, RFC 5869), so that no two uses
/// share a key. An attacker with the database alone can forge nothing.
/// </summary>
public abstract class ServiceSecrets
{
    private const int KeySize = 32;
    private readonly byte[] _root;

    /// <summary>Reads the secret.</summary>
    /// <exception cref="InvalidOperationException">The key is missing or not 32 bytes in base64.</exception>
    protected ServiceSecrets(IConfiguration configuration, string key)
    {
        var encoded = configuration[key];
        var root = new byte[KeySize + 1];
        if (encoded is null || !Convert.TryFromBase64String(encoded, root, out var length) || length != KeySize)
        {
            throw new InvalidOperationException($"{key} must be 32 random bytes in base64; make one with: openssl rand -base64 32");
        }

        _root = root[..KeySize];
    }

    /// <summary>The key for one purpose, 32 bytes.</summary>
    public byte[] Derive(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _root, KeySize, info: Encoding.UTF8.GetBytes(purpose));
}
