using Community.Contracts.Messaging;
using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Messaging.Moderation;
using Community.Messaging.Realtime;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Threads;

/// <summary>
/// Threads that moderators decide about. A removed one looks deleted, but can come back. A thread that was held back is published when it
/// is first shown, as if it were opened then.
/// </summary>
internal sealed class ModeratedThreads(MessagingDb db, IRealtimePublisher realtime, TimeProvider clock) : IModeratedContent
{
    public string ContentType => ModeratedType.Thread;

    public async Task<ContentDescription?> DescribeAsync(Guid id, Guid reportedBy)
    {
        await ChannelStore.ReportThreadAsync(db, id);
        return (
            await db
                .Database.SqlQuery<ContentDescription>(
                    $"""
                    SELECT created_by AS author_id, community_id FROM threads WHERE id = {id}
                    """
                )
                .ToListAsync()
        ).SingleOrDefault();
    }

    public async Task<Guid?> RemoveAsync(Guid id, long version, DateTimeOffset at)
    {
        if (await LockAsync(id, version) is not { } thread)
        {
            return null;
        }

        await ChannelStore.RemoveAsync(db, id, at);
        db.AfterCommit(() => realtime.RightsChanged(null));
        await db.AnnounceThreadAsync(realtime, id);
        return thread.CreatedBy;
    }

    public async Task<Guid?> RestoreAsync(Guid id, long version)
    {
        if (await LockAsync(id, version) is not { } thread)
        {
            return null;
        }

        // A thread that another user has deleted stays deleted.
        if (thread.IsRemoved || !thread.IsDeleted)
        {
            await ChannelStore.RestoreAsync(db, id);
            if (thread.IsHeld)
            {
                var now = clock.GetUtcNow();
                await db.Database.ExecuteSqlAsync($"UPDATE threads SET version = version + 1 WHERE id = {id}");
                db.Publish(
                    new ThreadCreated(
                        Guid.CreateVersion7(now),
                        now,
                        id,
                        thread.Version + 1,
                        thread.CommunityId,
                        thread.CreatedBy,
                        thread.Title
                    )
                );
                await db.SaveChangesAsync();
                db.AfterCommit(() => realtime.ThreadCreated(thread.CommunityId, id));
            }

            await db.AnnounceThreadAsync(realtime, id);
        }

        return thread.CreatedBy;
    }

    /// <summary>Locks the thread before a decision that is newer than the last one. Other changes of it wait.</summary>
    private async Task<Row?> LockAsync(Guid id, long version)
    {
        var thread = (
            await db
                .Database.SqlQuery<Row>(
                    $"""
                    SELECT t.created_by, t.community_id, t.title, t.version, ch.is_held,
                        ch.deleted_at IS NOT NULL AS is_deleted, ch.removed_at IS NOT NULL AS is_removed
                    FROM channels ch JOIN threads t ON t.id = ch.id WHERE ch.id = {id} AND ch.moderation_version < {version} FOR NO KEY UPDATE OF ch
                    """
                )
                .ToListAsync()
        ).SingleOrDefault();
        await ChannelStore.NoteDecisionAsync(db, id, version);
        return thread;
    }

    private sealed record Row(Guid CreatedBy, Guid CommunityId, string Title, long Version, bool IsHeld, bool IsDeleted, bool IsRemoved);
}
