using System.Buffers.Text;
using System.Security.Cryptography;
using Community.Identity.Tokens;
using Community.Platform.Access.Authentication;

namespace Community.Identity.Contacts;

/// <summary>
/// Tokens by which an old address takes a change back: the change's id and a tag that only identity can make. The mail about the request
/// and the one about the change therefore carry the same token, and the token is not stored.
/// </summary>
internal sealed class UndoTokens(IdentitySecrets secrets)
{
    private const int PartBytes = 16;
    private readonly byte[] _key = secrets.Derive("undo contact changes");

    public string Make(Guid changeId)
    {
        var bytes = new byte[2 * PartBytes];
        changeId.TryWriteBytes(bytes, bigEndian: true, out _);
        Tag(bytes.AsSpan(0, PartBytes)).CopyTo(bytes.AsSpan(PartBytes));
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>The change's id; null if identity did not make the token.</returns>
    public Guid? Read(string token) =>
        CompactJws.Decode(token) is { Length: 2 * PartBytes } bytes
        && CryptographicOperations.FixedTimeEquals(Tag(bytes.AsSpan(0, PartBytes)), bytes.AsSpan(PartBytes))
            ? new Guid(bytes.AsSpan(0, PartBytes), bigEndian: true)
            : null;

    private ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> id) => HMACSHA256.HashData(_key, id).AsSpan(0, PartBytes);
}
