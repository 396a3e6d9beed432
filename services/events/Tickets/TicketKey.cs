using Community.Platform.Access.Keys;

namespace Community.Events.Tickets;

/// <summary>
/// A key pair that signs tickets (ES256). It is published from its creation on and is never withdrawn, because a ticket may be sold a year
/// ahead. It begins to sign a day later, so that a scanner that fetched the keys this morning has it.
/// </summary>
internal sealed class TicketKey
{
    /// <summary>How long a key signs before the next replaces it.</summary>
    public static readonly TimeSpan Term = TimeSpan.FromDays(365);

    /// <summary>The time between a key's publication and its first signature.</summary>
    public static readonly TimeSpan Announcement = TimeSpan.FromDays(1);

    public required string Id { get; init; }

    /// <summary>Encrypted by <see cref="EncryptedKeyPair"/>.</summary>
    public required byte[] EncryptedKey { get; init; }

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public required byte[] PublicKey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static TicketKey Generate(byte[] encryptionKey, DateTimeOffset now)
    {
        var pair = EncryptedKeyPair.Generate(Guid.CreateVersion7(now).ToString("N"), encryptionKey);
        return new TicketKey
        {
            Id = pair.Kid,
            EncryptedKey = pair.PrivateKey,
            PublicKey = pair.PublicKey,
            CreatedAt = now,
        };
    }

    public OpenKeyPair Open(byte[] encryptionKey) => new(new EncryptedKeyPair(Id, PublicKey, EncryptedKey), encryptionKey);
}
