using Community.Contracts.Messaging;
using Community.ServiceDefaults.OpenApi;
using Community.ServiceDefaults.Owners;

namespace Community.Social.Moderation;

/// <summary>
/// What reported messages and threads said: messaging copies it when it is told of a report, and keeps it, sealed as messages are. Where messaging is away, it copies when
/// the report arrives there over the bus.
/// </summary>
internal sealed class Evidence(OwnerLookup owners)
{
    private const string Owner = "messaging";

    public Task TakeAsync(string contentType, Guid contentId, Guid reportedBy) =>
        IsMessagings(contentType) ? owners.TellAsync(Owner, PathOf(contentType, contentId), new { reported_by = reportedBy }) : Task.CompletedTask;

    /// <summary>What was copied; null: nothing, or messaging does not answer.</summary>
    public async Task<IReadOnlyList<EvidenceView>?> FindAsync(string contentType, Guid contentId, CancellationToken cancellationToken) =>
        IsMessagings(contentType) && await owners.FindAsync<EvidenceSnapshot>(Owner, PathOf(contentType, contentId), cancellationToken) is { } found
            ? [.. found.Items.Select(EvidenceView.Of)]
            : null;

    private static bool IsMessagings(string contentType) => contentType is "message" or "thread";

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
