using Community.Contracts.Identity;
using Community.Contracts.Messaging;
using Community.Contracts.Social;
using Community.Platform.Access.Fleet;
using Community.Platform.Http.OpenApi;
using Community.Platform.Storage;
using Community.Social.Data;
using Npgsql;

namespace Community.Social.Moderation;

/// <summary>
/// Copies of reported content from the time of the report. The owner makes the copy when it is notified of a report: messaging copies
/// messages and threads (encrypted like messages), events copies events and photos. An owner that is not reachable makes the copy when the
/// report arrives over the bus. Communities and profiles are copied in this service, with the report (<see cref="ContentCopies"/>). The
/// file of a community's picture is kept; a profile's picture is fetched from identity and stored here.
/// </summary>
internal sealed partial class Evidence(
    SocialDb db,
    OwnerClient owners,
    IObjectStore store,
    NpgsqlDataSource database,
    TimeProvider clock,
    ILogger<Evidence> logger
)
{
    public const string Folder = "evidence";

    /// <summary>The maximum size of identity's pictures.</summary>
    private const long MaxPictureBytes = 5 * 1024 * 1024;

    private const string Owner = "messaging";
    private const string EventsOwner = "events";
    private const string IdentityOwner = "identity";

    /// <summary>
    /// Has the owner copy the content. For a profile, it returns identity's present data, because the projection here may be behind.
    /// </summary>
    public async Task<ContentCopy?> TakeAsync(string contentType, Guid contentId, Guid reportedBy)
    {
        if (OwnerOf(contentType) is { } owner)
        {
            await owners.SendAsync(owner, PathOf(contentType, contentId), new { reported_by = reportedBy });
            return null;
        }

        return
            contentType == ApiNames.User
            && await owners.FindAsync<PersonSnapshot>(IdentityOwner, $"/internal/people/{contentId}") is { Profile: { } profile }
            ? ContentCopies.Of(contentId, profile) with
            {
                PictureKey =
                    profile.PictureUrl is { } url && url.StartsWith("/api/v1/users/", StringComparison.Ordinal)
                        ? await CopyPictureAsync(contentId, url)
                        : null,
            }
            : null;
    }

    /// <summary>
    /// The copied states of a reported event, photo, community or profile; null: there are none, or the owner does not answer.
    /// </summary>
    public async Task<IReadOnlyList<ContentCopyView>?> FindCopiesAsync(
        Guid caseId,
        string contentType,
        Guid contentId,
        CancellationToken cancellationToken
    )
    {
        var found = OwnerOf(contentType) switch
        {
            null => await db.FindCopiesAsync(caseId, contentType, contentId, cancellationToken),
            EventsOwner => (
                await owners.FindAsync<ContentCopiesSnapshot>(EventsOwner, PathOf(contentType, contentId), cancellationToken)
            )?.Copies,
            _ => null,
        };
        return found is null ? null : [.. found.Select(ContentCopyView.Of)];
    }

    /// <summary>The copies of a message or thread; null: there are none, or messaging does not answer.</summary>
    public async Task<IReadOnlyList<EvidenceView>?> FindAsync(string contentType, Guid contentId, CancellationToken cancellationToken) =>
        IsMessagings(contentType)
        && await owners.FindAsync<EvidenceSnapshot>(Owner, PathOf(contentType, contentId), cancellationToken) is { } found
            ? [.. found.Items.Select(EvidenceView.Of)]
            : null;

    /// <summary>Stores the picture that identity has for a user. If it cannot be read, the report is filed without it.</summary>
    /// <returns>Its key; the same picture is stored once.</returns>
    private async Task<string?> CopyPictureAsync(Guid userId, string url)
    {
        if (await db.FindPictureAsync(ApiNames.User, userId, url) is { } kept)
        {
            return kept;
        }

        if (
            await owners.FindBytesAsync(IdentityOwner, url) is not { } picture
            || ContentType.Detect(picture) is not { } type
            || !ContentType.IsImage(type)
        )
        {
            return null;
        }

        try
        {
            // The object is only expected until the report refers to it: an object without a row is deleted.
            await database.ExpectUploadAsync(ObjectKey.PrefixOf(Folder, userId), clock.GetUtcNow());
            using var content = new MemoryStream(picture, writable: false);
            return (await store.PutAsync(ObjectKey.New(Folder, userId, ContentType.ExtensionOf(type)), content, type, MaxPictureBytes)).Key;
        }
        catch (ObjectStoreException failure)
        {
            Log.NotStored(logger, userId, failure.Message);
            return null;
        }
    }

    private static bool IsMessagings(string contentType) => contentType is "message" or "thread";

    private static string? OwnerOf(string contentType) =>
        IsMessagings(contentType) ? Owner
        : contentType is "event" or "photo" ? EventsOwner
        : null;

    private static string PathOf(string contentType, Guid contentId) => $"/internal/evidence/{contentType}/{contentId}";

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The reported picture of {UserId} could not be stored: {Reason}")]
        public static partial void NotStored(ILogger logger, Guid userId, string reason);
    }
}

/// <summary>A message or thread at the time when it was copied.</summary>
/// <param name="MessageId">The message; of a thread, the thread.</param>
/// <param name="IsContext">Not reported, but near the reported message; present only if the reporter could read it.</param>
/// <param name="AuthorId">The author.</param>
/// <param name="Content">Markdown as it was written; for a thread the title, a blank line, and the opening text.</param>
/// <param name="Version">Rises with every change. If a message was changed, each copied version is in the list.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="TakenAt">When it was copied.</param>
/// <param name="Files">The attachments, only of the reported message.</param>
internal sealed record EvidenceView(
    Guid MessageId,
    bool IsContext,
    Guid AuthorId,
    string Content,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset TakenAt,
    IReadOnlyList<EvidenceFileView> Files
) : IHasExample<EvidenceView>
{
    public static EvidenceView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000a1"),
            IsContext: false,
            Guid.Parse("0198c0de-0000-7000-8000-000000000002"),
            "Buy **now**, cheap!",
            1,
            new DateTimeOffset(2026, 11, 21, 8, 20, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            [new("/api/v1/attachments/0198c0de-0000-7000-8000-0000000000f1", "offer.png", "image/png", 20_480, "A price list")]
        );

    public static EvidenceView Of(EvidenceItemSnapshot item) =>
        new(
            item.MessageId,
            item.IsContext,
            item.AuthorId,
            item.Content,
            item.Version,
            item.CreatedAt,
            item.TakenAt,
            [
                .. item.Files.Select(file => new EvidenceFileView(
                    $"/api/v1/attachments/{file.AttachmentId}",
                    file.Name,
                    file.ContentType,
                    file.ByteCount,
                    file.Alt
                )),
            ]
        );
}

/// <param name="Url">The address at which moderators load it, even after the message was deleted.</param>
/// <param name="Name">Its name.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="ByteCount">Its length in bytes.</param>
/// <param name="Alt">Its alternative text in this version of the message; null: none.</param>
internal sealed record EvidenceFileView(string Url, string Name, string ContentType, long ByteCount, string? Alt);

/// <summary>A reported state of an event, photo, community or profile.</summary>
/// <param name="AuthorId">The author.</param>
/// <param name="Fields">Its contents, by the names of its own view; empty members are left out.</param>
/// <param name="PictureUrl">The address at which moderators load its picture, even after it was replaced or deleted.</param>
/// <param name="TakenAt">When it was copied.</param>
internal sealed record ContentCopyView(
    Guid? AuthorId,
    IReadOnlyDictionary<string, string> Fields,
    string? PictureUrl,
    DateTimeOffset TakenAt
) : IHasExample<ContentCopyView>
{
    public static ContentCopyView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-000000000002"),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "Get rich tonight", ["description"] = "Bring cash." },
            null,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero)
        );

    public static ContentCopyView Of(ContentCopySnapshot copy) => new(copy.AuthorId, copy.Fields, copy.PictureUrl, copy.TakenAt);
}
