using Community.Contracts.Messaging;
using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Feed;

/// <summary>
/// Keeps the activities of opened threads true: a deleted thread has none, and a renamed one has its present title. Events of one thread
/// may come in any order, so the latest version is stored, and applied to an activity that comes later.
/// </summary>
internal static class ThreadTitles
{
    /// <summary>Records that a thread was opened, with its latest known title, unless it was deleted meanwhile.</summary>
    public static async Task ApplyAsync(this SocialDb db, ThreadCreated created)
    {
        await db.LockThreadAsync(created.ThreadId);
        var known = (
            await db
                .Database.SqlQuery<Known>($"SELECT version, title FROM thread_titles WHERE thread_id = {created.ThreadId}")
                .ToListAsync()
        ).SingleOrDefault();
        if (known is { Title: null })
        {
            return;
        }

        var title = known?.Version > created.Version ? known.Title! : created.Title;
        await db.RecordActivityAsync(RecordedActivities.Of(created with { Title = title }));
        // A thread that was held back after its opening is announced once more, perhaps with another title.
        if (created.Version > 1 && await db.NoteAsync(created.ThreadId, created.Version, title, created.OccurredAt))
        {
            await db.RenameAsync(created.ThreadId, title);
        }
    }

    /// <summary>Gives the activity the thread's new title.</summary>
    public static async Task ApplyAsync(this SocialDb db, ThreadRenamed renamed)
    {
        await db.LockThreadAsync(renamed.ThreadId);
        if (await db.NoteAsync(renamed.ThreadId, renamed.Version, renamed.Title, renamed.OccurredAt))
        {
            await db.RenameAsync(renamed.ThreadId, renamed.Title);
        }
    }

    /// <summary>Deletes the activity, for good.</summary>
    public static async Task ApplyAsync(this SocialDb db, ThreadDeleted deleted)
    {
        await db.LockThreadAsync(deleted.ThreadId);
        await db.NoteAsync(deleted.ThreadId, deleted.Version, title: null, deleted.OccurredAt);
        await db.ForgetActivitiesAsync(deleted.ThreadId);
    }

    private static Task<int> LockThreadAsync(this SocialDb db, Guid threadId) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({$"thread {threadId}"}, 0))");

    /// <summary>False: a later version, or the deletion, is known already.</summary>
    private static async Task<bool> NoteAsync(this SocialDb db, Guid threadId, long version, string? title, DateTimeOffset at) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO thread_titles AS known (thread_id, version, title, changed_at) VALUES ({threadId}, {version}, {title}, {at.ToUniversalTime()})
            ON CONFLICT (thread_id) DO UPDATE SET version = excluded.version, title = excluded.title, changed_at = excluded.changed_at
                WHERE known.title IS NOT NULL AND (known.version < excluded.version OR excluded.title IS NULL)
            """
        ) == 1;

    private static Task<int> RenameAsync(this SocialDb db, Guid threadId, string title) =>
        db.Database.ExecuteSqlAsync(
            $"""
            UPDATE activities SET text = {title} WHERE source_id = {threadId} AND kind = {ActivityKind.ThreadCreated} AND text IS DISTINCT FROM {title}
            """
        );

    private sealed record Known(long Version, string? Title);
}
