using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Community.Identity.Tokens;
using Community.Platform.Access.Authentication;

namespace Community.Identity.Sessions;

/// <summary>
/// Refresh tokens: 48 bytes in base64url, opaque to clients: the session's id, a nonce, and a tag that only identity can make.
/// <para>
/// The tag tells a token that was once valid (it was replayed: the session ends) from one that never was (nothing happens). A stranger who
/// learns a session's id therefore cannot end the session. The database has only hashes.
/// </para>
/// <para>
/// The successor's nonce is derived from the predecessor and a random salt of the session's row. The token that was just replaced can
/// therefore be answered with the same successor again, although the successor is not stored.
/// </para>
/// </summary>
internal sealed class RefreshTokens(IdentitySecrets secrets)
{
    private const int PartSize = 16;
    private readonly byte[] _tagKey = secrets.Derive("refresh tokens");

    public RefreshToken First(Guid sessionId) => Make(sessionId, RandomNumberGenerator.GetBytes(PartSize));

    public RefreshToken Successor(RefreshToken token, byte[] salt) =>
        Make(token.SessionId, HMACSHA256.HashData(salt, token.Bytes).AsSpan(0, PartSize));

    public bool TryParse(string? text, [NotNullWhen(true)] out RefreshToken? token)
    {
        token = null;
        if (
            CompactJws.Decode(text) is not { Length: 3 * PartSize } bytes
            || !CryptographicOperations.FixedTimeEquals(Tag(bytes.AsSpan(0, 2 * PartSize)), bytes.AsSpan(2 * PartSize))
        )
        {
            return false;
        }

        token = new RefreshToken(new Guid(bytes.AsSpan(0, PartSize), bigEndian: true), bytes);
        return true;
    }

    private RefreshToken Make(Guid sessionId, ReadOnlySpan<byte> nonce)
    {
        var bytes = new byte[3 * PartSize];
        sessionId.TryWriteBytes(bytes, bigEndian: true, out _);
        nonce.CopyTo(bytes.AsSpan(PartSize));
        Tag(bytes.AsSpan(0, 2 * PartSize)).CopyTo(bytes.AsSpan(2 * PartSize));
        return new RefreshToken(sessionId, bytes);
    }

    private ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> content) => HMACSHA256.HashData(_tagKey, content).AsSpan(0, PartSize);
}

/// <summary>A refresh token that identity made at some time.</summary>
internal sealed record RefreshToken(Guid SessionId, byte[] Bytes)
{
    /// <summary>How long the token that was just replaced gets the same successor again: for a lost answer, or two tabs.</summary>
    public static readonly TimeSpan RepeatWindow = TimeSpan.FromSeconds(10);

    public byte[] Hash => SHA256.HashData(Bytes);

    public override string ToString() => Base64Url.EncodeToString(Bytes);
}
