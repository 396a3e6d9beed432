using Community.Contracts.Identity;
using Community.Contracts.Messaging;
using Community.Contracts.Social;
using Community.ServiceDefaults.OpenApi;
using Community.ServiceDefaults.Owners;
using Community.ServiceDefaults.Storage;
using Community.Social.Data;
using Npgsql;

namespace Community.Social.Moderation;

/// <summary>
/// What was reported, as it was then. The owner copies it when it is told of a report: messaging its messages and threads, sealed as messages are, events its events and
/// photos. An owner that is away copies when the report arrives there over the bus. Communities and profiles are copied here, with the report
/// (<see cref="ContentCopies"/>); of a community's picture the file stays, a profile's is fetched from identity and stored here.
/// </summary>
internal sealed partial class Evidence(SocialDb db, OwnerLookup owners, IObjectStore store, NpgsqlDataSource database, TimeProvider clock, ILogger<Evidence> logger)
{
    public const string Folder = "evidence";

    /// <summary>As long as identity takes pictures.</summary>
    private const long MaxPictureBytes = 5 * 1024 * 1024;

    private const string Owner = "messaging";
    private const string EventsOwner = "events";
    private const string IdentityOwner = "identity";

    /// <summary>Has the owner copy the content. Of a profile, answers what identity has now: the projection here may be behind.</summary>
    public async Task<ContentCopy?> TakeAsync(string contentType, Guid contentId, Guid reportedBy)
    {
        if (OwnerOf(contentType) is { } owner)
        {
            await owners.TellAsync(owner, PathOf(contentType, contentId), new { reported_by = reportedBy });
            return null;
        }

        return contentType == Words.User && await owners.FindAsync<PersonSnapshot>(IdentityOwner, $"/internal/people/{contentId}") is { Profile: { } profile }
            ? ContentCopies.Of(contentId, profile) with { PictureKey = profile.PictureUrl is { } url && url.StartsWith("/api/v1/users/", StringComparison.Ordinal) ? await CopyPictureAsync(contentId, url) : null }
            : null;
    }

    /// <summary>The states of a reported event, photo, community or profile that were copied; null: none, or its owner does not answer.</summary>
    public async Task<IReadOnlyList<ContentCopyView>?> FindCopiesAsync(Guid caseId, string contentType, Guid contentId, CancellationToken cancellationToken)
    {
        var found = OwnerOf(contentType) switch
        {
            null => await db.FindCopiesAsync(caseId, contentType, contentId, cancellationToken),
            EventsOwner => (await owners.FindAsync<ContentCopiesSnapshot>(EventsOwner, PathOf(contentType, contentId), cancellationToken))?.Copies,
            _ => null,
        };
        return found is null ? null : [.. found.Select(ContentCopyView.Of)];
    }

    /// <summary>What was copied; null: nothing, or messaging does not answer.</summary>
    public async Task<IReadOnlyList<EvidenceView>?> FindAsync(string contentType, Guid contentId, CancellationToken cancellationToken) =>
        IsMessagings(contentType) && await owners.FindAsync<EvidenceSnapshot>(Owner, PathOf(contentType, contentId), cancellationToken) is { } found
            ? [.. found.Items.Select(EvidenceView.Of)]
            : null;

    /// <summary>Stores what identity shows as a person's picture. A report is filed without it where that cannot be had.</summary>
    /// <returns>Its key; the same picture is stored once.</returns>
    private async Task<string?> CopyPictureAsync(Guid userId, string url)
    {
        if (await db.FindPictureAsync(Words.User, userId, url) is { } kept)
        {
            return kept;
        }

        if (await owners.FindBytesAsync(IdentityOwner, url) is not { } picture || ContentType.Detect(picture) is not { } type || !ContentType.IsImage(type))
        {
            return null;
        }

        try
        {
            // Until the report names it: an object without a row goes again.
            await database.ExpectUploadAsync(ObjectKey.PrefixOf(Folder, userId), clock.GetUtcNow());
            using var content = new MemoryStream(picture, writable: false);
            return (await store.PutAsync(ObjectKey.New(Folder, userId, ContentType.ExtensionOf(type)), content, type, MaxPictureBytes)).Key;
        }
        catch (ObjectStoreException failure)
        {
            LogNotStored(userId, failure.Message);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The reported picture of {UserId} could not be stored: {Reason}")]
    private partial void LogNotStored(Guid userId, string reason);

    private static bool IsMessagings(string contentType) => contentType is "message" or "thread";

    private static string? OwnerOf(string contentType) => IsMessagings(contentType) ? Owner : contentType is "event" or "photo" ? EventsOwner : null;

    private static string PathOf(string contentType, Guid contentId) => $"/internal/evidence/{contentType}/{contentId}";
}

/// <summary>A message or thread as it was when it was copied.</summary>
/// <param name="MessageId">The message; of a thread, the thread.</param>
/// <param name="IsContext">Not reported, but near what was; there only where the reporter could read it.</param>
/// <param name="AuthorId">The person who wrote it.</param>
/// <param name="Content">Markdown, as it was written; of a thread the title, a blank line, and the opening text.</param>
/// <param name="Version">Rises with every change: of a message that was changed, each version that was copied is here.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="TakenAt">When it was copied.</param>
/// <param name="Files">Its attachments, of the reported message only.</param>
internal sealed record EvidenceView(
    Guid MessageId, bool IsContext, Guid AuthorId, string Content, long Version, DateTimeOffset CreatedAt, DateTimeOffset TakenAt, IReadOnlyList<EvidenceFileView> Files)
    : IHasExample<EvidenceView>
{
    public static EvidenceView Example => new(
        Guid.Parse("0198c0de-0000-7000-8000-0000000000a1"), IsContext: false, Guid.Parse("0198c0de-0000-7000-8000-000000000002"), "Buy **now**, cheap!", 1,
        new DateTimeOffset(2026, 11, 21, 8, 20, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
        [new("/api/v1/attachments/0198c0de-0000-7000-8000-0000000000f1", "offer.png", "image/png", 20_480)]);

    public static EvidenceView Of(EvidenceItemSnapshot item) => new(
        item.MessageId, item.IsContext, item.AuthorId, item.Content, item.Version, item.CreatedAt, item.TakenAt,
        [.. item.Files.Select(file => new EvidenceFileView($"/api/v1/attachments/{file.AttachmentId}", file.Name, file.ContentType, file.ByteCount))]);
}

/// <param name="Url">Where moderators load it, also after the message was deleted.</param>
/// <param name="Name">Its name.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="ByteCount">Its length in bytes.</param>
internal sealed record EvidenceFileView(string Url, string Name, string ContentType, long ByteCount);

/// <summary>An event, photo, community or profile in a state that was reported.</summary>
/// <param name="AuthorId">The person who made it.</param>
/// <param name="Fields">What it said, by the names of its own view; empty members are left out.</param>
/// <param name="PictureUrl">Where moderators load its picture, also after it was replaced or deleted.</param>
/// <param name="TakenAt">When it was copied.</param>
internal sealed record ContentCopyView(Guid? AuthorId, IReadOnlyDictionary<string, string> Fields, string? PictureUrl, DateTimeOffset TakenAt) : IHasExample<ContentCopyView>
{
    public static ContentCopyView Example => new(
        Guid.Parse("0198c0de-0000-7000-8000-000000000002"), new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "Get rich tonight", ["description"] = "Bring cash." },
        null, new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero));

    public static ContentCopyView Of(ContentCopySnapshot copy) => new(copy.AuthorId, copy.Fields, copy.PictureUrl, copy.TakenAt);
}
