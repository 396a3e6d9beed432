using System.Text.Json;
using Community.Contracts.Social;
using Community.Events.Data;
using Community.Events.Photos;
using Community.Events.Publishing;
using Community.Platform.Data;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Events.Moderation;

/// <summary>
/// Copies of reported events and photos. They are taken when social requests them, before it files the report. They are taken again when
/// the report arrives over the bus, in case this service was not reachable before. The same state is copied once. Copies are kept while the
/// case is open and for <see cref="KeptAfterDecision"/> after a decision.
/// </summary>
internal sealed class EvidenceStore(EventsDb db, TimeProvider clock)
{
    /// <summary>Appeals are possible for 30 days, and answering them takes some time.</summary>
    public static readonly TimeSpan KeptAfterDecision = TimeSpan.FromDays(45);

    public const string Event = "event";
    public const string Photo = "photo";

    /// <summary>
    /// The number of states of one content that are kept at most, so that an author and a reporter together cannot fill the table.
    /// </summary>
    private const int MostCopies = 20;

    /// <summary>How long evidence is kept if its report was not filed after all.</summary>
    private static readonly TimeSpan KeptUnconfirmed = TimeSpan.FromDays(1);

    /// <summary>Copies an event or photo in its present state. For another type, or if there is no such content, it does nothing.</summary>
    /// <param name="contentType"><see cref="Event"/> or <see cref="Photo"/>.</param>
    /// <param name="contentId">The event or photo.</param>
    /// <param name="isFiled">
    /// Whether there is a report: then the case decides how long the copy is kept. Otherwise it is kept for a day at least.
    /// </param>
    public async Task TakeAsync(string contentType, Guid contentId, bool isFiled)
    {
        if (contentType is not (Event or Photo))
        {
            return;
        }

        var now = clock.GetKeptNow();
        await db.InTransactionAsync(async () =>
        {
            // The row of the case serializes copies of one content, so that the limit holds.
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO evidence_cases AS c (content_type, content_id, expires_at) VALUES ({contentType}, {contentId}, {now
                    + KeptUnconfirmed})
                ON CONFLICT (content_type, content_id) DO UPDATE SET expires_at = CASE WHEN {isFiled} THEN c.expires_at ELSE greatest(c.expires_at, excluded.expires_at) END
                """
            );
            await (contentType == Event ? CopyEventAsync(contentId, now) : CopyPhotoAsync(contentId, now));
            await db.Database.ExecuteSqlAsync(
                $"""
                DELETE FROM evidence_cases c WHERE content_type = {contentType} AND content_id = {contentId}
                    AND NOT EXISTS (SELECT FROM evidence e WHERE e.content_type = c.content_type AND e.content_id = c.content_id)
                """
            );
        });
    }

    /// <summary>Applies the newest version of a case from social.</summary>
    /// <param name="contentType">A type other than <see cref="Event"/> and <see cref="Photo"/> is ignored.</param>
    /// <param name="contentId">The event or photo.</param>
    /// <param name="version">The case's version.</param>
    /// <param name="decidedAt">Null: it is open.</param>
    public Task ApplyCaseAsync(string contentType, Guid contentId, long version, DateTimeOffset? decidedAt) =>
        contentType is not (Event or Photo)
            ? Task.CompletedTask
            : db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO evidence_cases AS c (content_type, content_id, case_version, expires_at)
                SELECT {contentType}, {contentId}, {version}, {decidedAt?.ToUniversalTime() + KeptAfterDecision}
                WHERE {decidedAt != null} OR EXISTS (SELECT FROM evidence WHERE content_type = {contentType} AND content_id = {contentId})
                ON CONFLICT (content_type, content_id) DO UPDATE SET case_version = excluded.case_version, expires_at = excluded.expires_at
                WHERE c.case_version < excluded.case_version
                """
            );

    /// <summary>The copies of a content; null: there are none.</summary>
    public async Task<ContentCopiesSnapshot?> FindAsync(string contentType, Guid contentId)
    {
        var copies = await db
            .Database.SqlQuery<Copy>(
                $"""
                SELECT author_id, fields::text AS fields, picture_url, taken_at
                FROM evidence WHERE content_type = {contentType} AND content_id = {contentId} ORDER BY taken_at, fingerprint
                """
            )
            .ToListAsync();
        return copies.Count == 0
            ? null
            : new(
                copies.ConvertAll(copy => new ContentCopySnapshot(
                    copy.AuthorId,
                    JsonSerializer.Deserialize<Dictionary<string, string>>(copy.Fields)!,
                    copy.PictureUrl,
                    copy.TakenAt
                ))
            );
    }

    /// <summary>The stored picture of a reported photo, even after the photo was deleted; null: none is kept.</summary>
    public Task<string?> FindPictureAsync(Guid photoId) =>
        db
            .Database.SqlQuery<string>(
                $"""SELECT object_key AS "Value" FROM evidence WHERE content_type = {Photo} AND content_id = {photoId} AND object_key IS NOT NULL"""
            )
            .FirstOrDefaultAsync();

    /// <summary>A cover that an event had when it was reported, even after it was replaced or removed; null: none is kept.</summary>
    /// <param name="eventId">The event.</param>
    /// <param name="version">The version of the cover: the <see cref="ObjectKey.VersionOf"/> in its address.</param>
    public async Task<string?> FindCoverAsync(Guid eventId, string version) =>
        (
            await db
                .Database.SqlQuery<string>(
                    $"""SELECT object_key AS "Value" FROM evidence WHERE content_type = {Event} AND content_id = {eventId} AND object_key IS NOT NULL"""
                )
                .ToListAsync()
        ).Find(key => ObjectKey.VersionOf(key) == version);

    /// <summary>Locks the row until the copy names its cover, so that a concurrent change does not have the file deleted.</summary>
    private async Task CopyEventAsync(Guid id, DateTimeOffset now)
    {
        if ((await db.Database.SqlQuery<Cover>($"SELECT image_key FROM events WHERE id = {id} FOR SHARE").ToListAsync()) is not [{ } cover])
        {
            return;
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            WITH state AS (
                SELECT organizer_id, image_key, jsonb_strip_nulls(jsonb_build_object(
                    'name', name, 'event_type', event_type, 'description', description, 'category', category, 'interests', nullif(array_to_string(interests, ', '), ''),
                    'location_name', location_name, 'location_address', location_address, 'location_city', location_city, 'location_country', location_country,
                    'start_datetime', to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'end_datetime', to_char(ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                    'price_cents', price_cents::text, 'currency', currency, 'visibility', visibility, 'status', status,
                    'announcements', (SELECT string_agg(text, E'\n\n' ORDER BY created_at, id) FROM announcements WHERE event_id = events.id))) AS fields
                FROM events WHERE id = {id})
            INSERT INTO evidence (content_type, content_id, fingerprint, author_id, fields, object_key, picture_url, taken_at)
            SELECT {Event}, {id}, md5(fields::text || coalesce(image_key, '')), organizer_id, fields, image_key, {EventView.ImageUrlOf(
                id,
                cover.ImageKey
            )}, {now} FROM state
            WHERE (SELECT count(*) FROM evidence WHERE content_type = {Event} AND content_id = {id}) < {MostCopies}
            ON CONFLICT DO NOTHING
            """
        );
    }

    private async Task CopyPhotoAsync(Guid id, DateTimeOffset now)
    {
        if (await db.Photos.IgnoreQueryFilters().AsNoTracking().SingleOrDefaultAsync(photo => photo.Id == id) is not { } photo)
        {
            return;
        }

        var url = PhotoView.UrlOf(photo.EventId, photo.Id);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO evidence (content_type, content_id, fingerprint, author_id, fields, object_key, picture_url, taken_at)
            SELECT {Photo}, id, md5(object_key), user_id, jsonb_strip_nulls(jsonb_build_object('caption', caption, 'event_id', event_id::text, 'content_type', content_type)),
                object_key, {url}, {now}
            FROM photos WHERE id = {id} FOR SHARE
            ON CONFLICT DO NOTHING
            """
        );
    }

    private sealed record Cover(string? ImageKey);

    private sealed record Copy(Guid AuthorId, string Fields, string? PictureUrl, DateTimeOffset TakenAt);
}

/// <summary>
/// Deletes evidence whose time is over, and its file unless a photo or an event still uses it. Any number of instances may run it.
/// </summary>
internal sealed class OldEvidence(NpgsqlDataSource database, TimeProvider clock, ILogger<OldEvidence> logger)
    : PeriodicWork(TimeSpan.FromMinutes(10), clock, logger)
{
    private const int Batch = 200;

    private const string Drop = """
        WITH old AS (SELECT content_type, content_id FROM evidence_cases WHERE expires_at < $1 ORDER BY expires_at LIMIT 200 FOR UPDATE SKIP LOCKED),
        files AS (
            INSERT INTO dropped_objects (object_key, dropped_at)
            SELECT e.object_key, $1 FROM evidence e JOIN old USING (content_type, content_id) WHERE e.object_key IS NOT NULL ON CONFLICT DO NOTHING)
        DELETE FROM evidence_cases c USING old WHERE c.content_type = old.content_type AND c.content_id = old.content_id
        """;

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => SweepAsync(Clock.GetUtcNow(), cancellationToken);

    internal async Task SweepAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        int dropped;
        do
        {
            await using var command = Command(database, Drop, now);
            dropped = await command.ExecuteNonQueryAsync(cancellationToken);
        } while (dropped >= Batch && !cancellationToken.IsCancellationRequested);
    }
}
