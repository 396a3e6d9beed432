using Community.Platform.Access.Keys;

namespace Community.Identity.Tokens;

/// <summary>
/// A key pair in the database. It is published from its creation. It signs from <see cref="SignsFrom"/> on, when every verifier has had
/// time to fetch it. It stays published until <see cref="RetiresAt"/>, when every token that it signed has expired.
/// </summary>
internal sealed class StoredSigningKey
{
    /// <summary>How long a key signs before the next replaces it.</summary>
    public static readonly TimeSpan Term = TimeSpan.FromDays(30);

    /// <summary>Verifiers fetch the key set every 5 minutes.</summary>
    public static readonly TimeSpan Announcement = TimeSpan.FromMinutes(10);

    /// <summary>Longer than announcement, token lifetime and clock skew together.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromDays(1);

    public required string Kid { get; init; }

    /// <summary>SubjectPublicKeyInfo (RFC 5280).</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>Encrypted by <see cref="EncryptedKeyPair"/>.</summary>
    public required byte[] EncryptedPrivateKey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset SignsFrom { get; init; }

    public required DateTimeOffset RetiresAt { get; init; }

    public static StoredSigningKey Generate(byte[] encryptionKey, DateTimeOffset now, DateTimeOffset signsFrom)
    {
        var pair = EncryptedKeyPair.Generate(Guid.CreateVersion7(now).ToString("N"), encryptionKey);
        return new StoredSigningKey
        {
            Kid = pair.Kid,
            PublicKey = pair.PublicKey,
            EncryptedPrivateKey = pair.PrivateKey,
            CreatedAt = now,
            SignsFrom = signsFrom,
            RetiresAt = signsFrom + Term + Overlap,
        };
    }

    public OpenKeyPair Open(byte[] encryptionKey) => new(new EncryptedKeyPair(Kid, PublicKey, EncryptedPrivateKey), encryptionKey);
}
