using Community.Messaging.Data;
using Community.Messaging.Messages;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Community.Platform.Storage;
using Community.Platform.Storage.Images;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Attachments;

/// <summary>The rows of files that wait for a message.</summary>
internal static class AttachmentStore
{
    private const int MostUnused = 100;

    /// <summary>Makes uploads of one user go one after the other until the transaction ends, so that each counts those before it.</summary>
    public static Task LockUploadsAsync(this MessagingDb db, Guid userId) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({$"attachments {userId}"}, 0))");

    /// <summary>Requires that fewer than 100 files of the user wait for a message; an upload that is not finished is one of them.</summary>
    /// <exception cref="ProblemException">409: <c>too_many_attachments</c>.</exception>
    public static async Task RequireRoomAsync(this MessagingDb db, Guid userId)
    {
        var waiting = await db
            .Database.SqlQuery<int>(
                $"""
                SELECT (SELECT count(*) FROM attachments WHERE user_id = {userId} AND message_id IS NULL)::int
                    + (SELECT count(*) FROM uploads WHERE user_id = {userId} AND attachment_id IS NULL)::int AS "Value"
                """
            )
            .SingleAsync();
        if (waiting >= MostUnused)
        {
            throw Problem
                .Conflict($"You have {MostUnused} uploaded files that no message uses. Send some of them first.", "too_many_attachments")
                .ToException();
        }
    }

    /// <summary>Adds the row of a stored file.</summary>
    public static async Task<AttachmentView> AddAttachmentAsync(this MessagingDb db, Guid userId, NewAttachment file, DateTimeOffset now)
    {
        var (stored, picture) = (file.Stored, file.Picture);
        var id = Guid.CreateVersion7(now);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO attachments (id, user_id, object_key, name, content_type, byte_count, width, height, placeholder, alt, created_at)
            VALUES ({id}, {userId}, {stored.Key}, {file.Name}, {stored.ContentType}, {stored.Length},
                {picture?.Width}, {picture?.Height}, {picture?.Placeholder}, {file.Alt}, {now.AsKept()})
            """
        );
        return new AttachmentView(
            id,
            file.Name,
            stored.ContentType,
            stored.Length,
            picture?.Width,
            picture?.Height,
            picture?.Placeholder,
            file.Alt
        );
    }
}

/// <summary>A stored file that gets its row.</summary>
internal sealed record NewAttachment(StoredObject Stored, StoredImage? Picture, string Name, string? Alt);
