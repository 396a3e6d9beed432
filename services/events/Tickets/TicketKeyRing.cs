using Community.Events.Data;
using Community.Platform.Access.Authentication;
using Community.Platform.Access.Keys;
using Community.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tickets;

/// <summary>
/// The ticket keys in memory, read every ten minutes. The first instance that finds the newest key's term over makes the next key.
/// </summary>
internal sealed partial class TicketKeyRing(
    IServiceScopeFactory scopes,
    TicketSecrets secrets,
    TimeProvider clock,
    ILogger<TicketKeyRing> logger
) : SharedKeys<EventsDb, TicketKey>("ticket_keys", LookEvery, scopes, clock, logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(10);

    private readonly byte[] _encryptionKey = secrets.Derive("ticket keys");
    private volatile IReadOnlyList<RingKey> _keys = [];

    /// <summary>Every key that ever signed a ticket or is about to, oldest first.</summary>
    public PublishedKeySet Published => new([.. _keys.Select(key => PublishedKey.From(key.Pair.Public))]);

    /// <summary>A ticket's text, signed with the current key.</summary>
    public string Sign(TicketPayload ticket)
    {
        var announced = Clock.GetUtcNow() - TicketKey.Announcement;
        // The very first key signs at once: no scanner has older keys.
        var (_, pair) = _keys.LastOrDefault(key => key.CreatedAt <= announced) ?? _keys[0];
        return pair.Sign(key => ticket.Sign(key, pair.Public.KeyId));
    }

    /// <summary>The content of a ticket's text, if one of our keys signed it.</summary>
    public TicketPayload? Read(string text)
    {
        var keys = _keys;
        return TicketPayload.Read(text, kid => keys.FirstOrDefault(key => key.Pair.Public.KeyId == kid)?.Pair.Public);
    }

    protected override Task<List<TicketKey>> ReadAsync(EventsDb db, DateTimeOffset now) =>
        db.TicketKeys.AsNoTracking().OrderBy(key => key.CreatedAt).ThenBy(key => key.Id).ToListAsync();

    protected override bool IsNextDue(IReadOnlyList<TicketKey> keys, DateTimeOffset now) =>
        keys is [] || keys[^1].CreatedAt + TicketKey.Term <= now;

    protected override TicketKey MakeNext(IReadOnlyList<TicketKey> keys, DateTimeOffset now)
    {
        var next = TicketKey.Generate(_encryptionKey, now);
        Log.Made(Logger, next.Id);
        return next;
    }

    protected override void Use(IReadOnlyList<TicketKey> keys, DateTimeOffset now)
    {
        var known = _keys.ToDictionary(key => key.Pair.Public.KeyId, StringComparer.Ordinal);
        _keys = [.. keys.Select(key => known.GetValueOrDefault(key.Id) ?? new RingKey(key.CreatedAt, key.Open(_encryptionKey)))];
    }

    private sealed record RingKey(DateTimeOffset CreatedAt, OpenKeyPair Pair);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The ticket key {Kid} was made")]
        public static partial void Made(ILogger logger, string kid);
    }
}

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

/// <summary>The secret of this service's configuration, <c>Events:KeyEncryptionKey</c>.</summary>
internal sealed class TicketSecrets(IConfiguration configuration) : ServiceSecrets(configuration, "Events:KeyEncryptionKey");
