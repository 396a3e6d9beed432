using Community.Messaging.Data;
using Community.Messaging.Realtime;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Threads;

/// <summary>Tells the connected members of a community, and the logs of a thread's readers, of a change of the thread.</summary>
internal static class ThreadAnnouncements
{
    /// <summary>Sends the thread as this transaction leaves it, after the commit. A thread that is held back is not sent.</summary>
    public static async Task AnnounceThreadAsync(this MessagingDb db, IRealtimePublisher realtime, Guid id)
    {
        var thread = (
            await db
                .Database.SqlQuery<Row>(
                    $"""
                    SELECT t.community_id, t.title, t.created_by, ch.is_pinned, ch.is_locked, ch.is_held, ch.deleted_at IS NOT NULL AS is_deleted
                    FROM threads t JOIN channels ch ON ch.id = t.id WHERE t.id = {id}
                    """
                )
                .ToListAsync()
        ).SingleOrDefault();
        if (thread is null)
        {
            return;
        }

        db.AfterCommit(() => realtime.LogChanged(id));
        if (!thread.IsHeld)
        {
            var view = new ThreadChangedView(
                id,
                thread.CommunityId,
                thread.IsDeleted ? null : thread.Title,
                thread.IsPinned,
                thread.IsLocked,
                thread.IsDeleted
            );
            db.AfterCommit(() => realtime.ForMembers(thread.CommunityId, nameof(ICommunityClient.ThreadUpdated), view, thread.CreatedBy));
        }
    }

    private sealed record Row(Guid CommunityId, string Title, Guid CreatedBy, bool IsPinned, bool IsLocked, bool IsHeld, bool IsDeleted);
}
