using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Community.Messaging.Data;
using Community.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Attachments;

/// <summary>
/// Signs links to attachments, for elements of a page that cannot send an access token. A link is valid for one attachment, 5 to 10
/// minutes:
/// links that are made within the same 5 minutes are equal, so that a browser's cache finds the picture again. The keys are read every ten
/// minutes. A new key is made each day and signs after an hour, when each instance has read it; it is deleted after two days.
/// </summary>
internal sealed class LinkKeyRing(IServiceScopeFactory scopes, TimeProvider clock, ILogger<LinkKeyRing> logger)
    : SharedKeys<MessagingDb, LinkKey>("link_keys", LookEvery, scopes, clock, logger)
{
    private const int SecretBytes = 32;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Announcement = TimeSpan.FromHours(1);
    private static readonly TimeSpan Term = TimeSpan.FromDays(1);
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private volatile IReadOnlyList<LinkKey> _keys = [];

    /// <summary>A token for an attachment, and when it ends.</summary>
    public (string Token, DateTimeOffset ExpiresAt) Sign(Guid attachmentId)
    {
        var now = Clock.GetUtcNow();
        // The very first key signs at once: there is no other.
        var key = _keys.LastOrDefault(key => key.CreatedAt <= now - Announcement) ?? _keys[0];
        var expires = ((now.ToUnixTimeSeconds() / (long)Life.TotalSeconds) + 2) * (long)Life.TotalSeconds;
        return (
            string.Create(CultureInfo.InvariantCulture, $"{expires}.{key.Id}.{Base64Url.EncodeToString(Mac(key, attachmentId, expires))}"),
            DateTimeOffset.FromUnixTimeSeconds(expires)
        );
    }

    /// <summary>Whether this service made the token for this attachment, and it has not ended.</summary>
    public bool IsValid(Guid attachmentId, string? token) =>
        token?.Split('.') is [var time, var id, var mac]
        && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var expires)
        && expires > Clock.GetUtcNow().ToUnixTimeSeconds()
        && _keys.FirstOrDefault(key => key.Id == id) is { } key
        && Base64Url.IsValid(mac)
        && CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(mac), Mac(key, attachmentId, expires));

    protected override async Task<List<LinkKey>> ReadAsync(MessagingDb db, DateTimeOffset now)
    {
        var old = now - Term - Term - Announcement;
        await db.LinkKeys.Where(key => key.CreatedAt < old).ExecuteDeleteAsync();
        return await db.LinkKeys.AsNoTracking().OrderBy(key => key.CreatedAt).ThenBy(key => key.Id).ToListAsync();
    }

    protected override bool IsNextDue(IReadOnlyList<LinkKey> keys, DateTimeOffset now) => keys is [] || keys[^1].CreatedAt + Term <= now;

    protected override LinkKey MakeNext(IReadOnlyList<LinkKey> keys, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            Secret = RandomNumberGenerator.GetBytes(SecretBytes),
            CreatedAt = now,
        };

    protected override void Use(IReadOnlyList<LinkKey> keys, DateTimeOffset now) => _keys = keys;

    private static byte[] Mac(LinkKey key, Guid attachmentId, long expires) =>
        HMACSHA256.HashData(
            key.Secret,
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{attachmentId:N}.{expires}"))
        );
}

/// <summary>A key of links. A link that it signs is valid for at most ten minutes.</summary>
internal sealed class LinkKey
{
    public required string Id { get; init; }

    /// <summary>32 random bytes.</summary>
    public required byte[] Secret { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
