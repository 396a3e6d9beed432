using System.Collections.Concurrent;
using System.Security.Cryptography;
using Community.Platform.Access.Authentication;
using Microsoft.IdentityModel.Tokens;

namespace Community.Platform.Access.Keys;

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
