using Community.Messaging.Data;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Uploads;

/// <summary>
/// How much a user uploads on a day (UTC), and how much of it is stored at once. A file counts when it is stored; an upload in parts counts
/// with its whole length from its beginning, so that its end is never refused.
/// </summary>
internal sealed class UploadQuota(MessagingDb db, MessagingOptions options, TimeProvider clock)
{
    private const long MebiByte = 1024 * 1024;

    /// <summary>Refuses an upload before its bytes are read.</summary>
    /// <exception cref="ProblemException">409: <c>storage_full</c>. 429: <c>upload_quota</c>.</exception>
    public async Task RequireAsync(Guid userId, long bytes)
    {
        await RequireStorageAsync(userId, bytes);
        var day = DayOf(clock.GetUtcNow());
        var used = await db
            .Database.SqlQuery<long>($"""SELECT byte_count AS "Value" FROM uploaded_bytes WHERE user_id = {userId} AND day = {day}""")
            .ToListAsync();
        if (used.Sum() + bytes > options.UploadBytesPerDay)
        {
            throw Exceeded();
        }
    }

    /// <summary>
    /// Counts bytes, in the caller's transaction, which has locked the user's uploads. Concurrent calls never exceed the limits.
    /// </summary>
    /// <inheritdoc cref="RequireAsync"/>
    public async Task ChargeAsync(Guid userId, long bytes)
    {
        await RequireStorageAsync(userId, bytes);
        var day = DayOf(clock.GetUtcNow());
        var charged = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO uploaded_bytes AS u (user_id, day, byte_count) VALUES ({userId}, {day}, {bytes})
            ON CONFLICT (user_id, day) DO UPDATE SET byte_count = u.byte_count + excluded.byte_count
            WHERE u.byte_count + excluded.byte_count <= {options.UploadBytesPerDay}
            """
        );
        if (charged == 0)
        {
            throw Exceeded();
        }
    }

    /// <summary>Gives back the bytes that an ended upload did not bring, in the caller's transaction.</summary>
    public Task GiveBackAsync(Guid userId, DateTimeOffset chargedAt, long bytes)
    {
        var day = DayOf(chargedAt);
        return db.Database.ExecuteSqlAsync(
            $"UPDATE uploaded_bytes SET byte_count = greatest(byte_count - {bytes}, 0) WHERE user_id = {userId} AND day = {day}"
        );
    }

    private async Task RequireStorageAsync(Guid userId, long bytes)
    {
        var stored = await db
            .Database.SqlQuery<long>(
                $"""
                SELECT (SELECT coalesce(sum(byte_count), 0) FROM attachments WHERE user_id = {userId})::bigint
                    + (SELECT coalesce(sum(byte_count), 0) FROM uploads WHERE user_id = {userId} AND attachment_id IS NULL)::bigint AS "Value"
                """
            )
            .SingleAsync();
        if (stored + bytes > options.StoredBytesPerUser)
        {
            throw Problem
                .Conflict(
                    $"Your files have {options.StoredGigabytesPerUser} GiB together, which is the most. Delete messages with files first.",
                    "storage_full"
                )
                .ToException();
        }
    }

    private static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    private ProblemException Exceeded()
    {
        var now = clock.GetUtcNow();
        return Problem
            .TooManyRequests(
                now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime,
                $"You can upload at most {options.UploadBytesPerDay / MebiByte} MiB a day. Try again tomorrow.",
                "upload_quota"
            )
            .ToException();
    }
}
