using Community.Messaging.Attachments;
using Community.Messaging.Data;
using Community.Messaging.Messages;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Uploads;

/// <summary>
/// The rows of uploads. Each step of an upload compares the offset that it began at with the stored one in the statement that moves it: of
/// two requests that continue one upload, on any instances, one advances it and the other is refused.
/// </summary>
internal sealed class UploadStore(MessagingDb db, UploadQuota quota, MessagingOptions options, TimeProvider clock)
{
    /// <summary>Begins an upload; its whole length counts towards the user's quota.</summary>
    /// <exception cref="ProblemException">409 <c>too_many_attachments</c> and <c>storage_full</c>, 429 <c>upload_quota</c>.</exception>
    public Task<Upload> BeginAsync(Guid userId, long byteCount, string? name, string? alt) =>
        db.InTransactionAsync(async () =>
        {
            var now = clock.GetKeptNow();
            var upload = new Upload(
                Guid.CreateVersion7(now),
                userId,
                name,
                alt,
                byteCount,
                Received: 0,
                AttachmentId: null,
                now,
                now + options.UnfinishedUploads
            );
            await db.LockUploadsAsync(userId);
            await db.RequireRoomAsync(userId);
            await quota.ChargeAsync(userId, byteCount);
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO uploads (id, user_id, name, alt, byte_count, created_at, expires_at)
                VALUES ({upload.Id}, {userId}, {name}, {alt}, {byteCount}, {now}, {upload.ExpiresAt})
                """
            );
            return upload;
        });

    /// <summary>An upload of this user that has not expired; null: there is none.</summary>
    public async Task<Upload?> FindAsync(Guid id, Guid userId)
    {
        var now = clock.GetUtcNow();
        return (
            await db
                .Database.SqlQuery<Upload>(
                    $"""
                    SELECT id, user_id, name, alt, byte_count, received, attachment_id, created_at, expires_at
                    FROM uploads WHERE id = {id} AND user_id = {userId} AND expires_at > {now}
                    """
                )
                .ToListAsync()
        ).SingleOrDefault();
    }

    /// <summary>The upload as its owner sees it.</summary>
    public async Task<UploadView> ViewAsync(Upload upload)
    {
        var made = upload.AttachmentId is { } id
            ? await db
                .Database.SqlQuery<AttachmentView>(
                    $"SELECT id, name, content_type, byte_count, width, height, placeholder, alt FROM attachments WHERE id = {id}"
                )
                .ToListAsync()
            : [];
        return new UploadView(upload.Id, upload.ByteCount, upload.Received, upload.ExpiresAt, made.SingleOrDefault());
    }

    /// <summary>The received bytes, in their order.</summary>
    public Task<List<UploadPart>> PartsAsync(Guid id) =>
        db
            .Database.SqlQuery<UploadPart>(
                $"SELECT starts_at, byte_count, object_key FROM upload_parts WHERE upload_id = {id} ORDER BY starts_at"
            )
            .ToListAsync();

    /// <summary>Counts a step before its bytes are stored, so that concurrent and failing ones count, too.</summary>
    /// <exception cref="ProblemException">400: <c>too_many_steps</c>; 409: <c>upload_offset</c>.</exception>
    public async Task CountStepAsync(Upload upload)
    {
        var counted = await db.Database.ExecuteSqlAsync(
            $"UPDATE uploads SET steps = steps + 1 WHERE id = {upload.Id} AND steps < {upload.MostSteps}"
        );
        if (counted == 0)
        {
            // Another request may have ended it meanwhile.
            throw await FindAsync(upload.Id, upload.UserId) is not { AttachmentId: null }
                ? MovedOn()
                : Problem
                    .BadRequest(
                        "The upload came in too many small steps. Begin it anew, and send as much as possible at once.",
                        "too_many_steps"
                    )
                    .ToException();
        }
    }

    /// <summary>Adds received bytes.</summary>
    /// <param name="upload">The upload as it was read.</param>
    /// <param name="part">The bytes. If they begin where an earlier part does, they have that part's bytes, too, and replace it.</param>
    /// <exception cref="ProblemException">409: <c>upload_offset</c>.</exception>
    public Task<Upload> AdvanceAsync(Upload upload, UploadPart part) =>
        db.InTransactionAsync(async () =>
        {
            var (received, now) = (part.StartsAt + part.ByteCount, clock.GetUtcNow());
            var moved = await db.Database.ExecuteSqlAsync(
                $"UPDATE uploads SET received = {received} WHERE id = {upload.Id} AND received = {upload.Received} AND attachment_id IS NULL"
            );
            if (moved == 0)
            {
                throw MovedOn();
            }

            await db.Database.ExecuteSqlAsync(
                $"""
                WITH replaced AS (DELETE FROM upload_parts WHERE upload_id = {upload.Id} AND starts_at = {part.StartsAt} RETURNING object_key)
                INSERT INTO dropped_objects (object_key, dropped_at) SELECT object_key, {now} FROM replaced ON CONFLICT DO NOTHING
                """
            );
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO upload_parts (upload_id, starts_at, byte_count, object_key)
                VALUES ({upload.Id}, {part.StartsAt}, {part.ByteCount}, {part.ObjectKey})
                """
            );
            return upload with { Received = received };
        });

    /// <summary>Makes the attachment of an upload whose last bytes have arrived.</summary>
    /// <inheritdoc cref="AdvanceAsync"/>
    public Task<Upload> FinishAsync(Upload upload, NewAttachment file) =>
        db.InTransactionAsync(async () =>
        {
            var now = clock.GetUtcNow();
            var attachment = (await db.AddAttachmentAsync(upload.UserId, file, now)).Id;
            var moved = await db.Database.ExecuteSqlAsync(
                $"""
                UPDATE uploads SET received = byte_count, attachment_id = {attachment}
                WHERE id = {upload.Id} AND received = {upload.Received} AND attachment_id IS NULL
                """
            );
            if (moved == 0)
            {
                throw MovedOn();
            }

            await DropPartsAsync(upload.Id, now);
            return upload with { Received = upload.ByteCount, AttachmentId = attachment };
        });

    /// <summary>Ends an upload. A file that is made stays.</summary>
    /// <param name="id">The upload.</param>
    /// <param name="userId">Its user.</param>
    /// <param name="isRefused">Its bytes are refused: an upload whose file another request has made stays, too.</param>
    /// <returns>Whether the user had it.</returns>
    public Task<bool> EndAsync(Guid id, Guid userId, bool isRefused = false) =>
        db.InTransactionAsync(async () =>
        {
            var now = clock.GetUtcNow();
            // Locked before its parts are read, so that no part is added meanwhile.
            var locked = await db
                .Database.SqlQuery<Upload>(
                    $"""
                    SELECT id, user_id, name, alt, byte_count, received, attachment_id, created_at, expires_at
                    FROM uploads WHERE id = {id} AND user_id = {userId} AND expires_at > {now} FOR UPDATE
                    """
                )
                .ToListAsync();
            if (locked is not [var upload] || (isRefused && upload.AttachmentId is not null))
            {
                return false;
            }

            await DropPartsAsync(id, now);
            await db.Database.ExecuteSqlAsync($"DELETE FROM uploads WHERE id = {id}");
            await quota.GiveBackAsync(userId, upload.CreatedAt, upload.Missing);
            return true;
        });

    private Task<int> DropPartsAsync(Guid id, DateTimeOffset now) =>
        db.Database.ExecuteSqlAsync(
            $"""
            WITH gone AS (DELETE FROM upload_parts WHERE upload_id = {id} RETURNING object_key)
            INSERT INTO dropped_objects (object_key, dropped_at) SELECT object_key, {now} FROM gone ON CONFLICT DO NOTHING
            """
        );

    /// <summary>The refusal of bytes for an offset that the upload is not at.</summary>
    public static ProblemException MovedOn() =>
        Problem.Conflict("The upload is at another offset. HEAD says at which one.", "upload_offset").ToException();
}
