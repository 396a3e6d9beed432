using Community.Messaging.Data;
using Community.Messaging.Realtime;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Notifications;

/// <summary>What is read is read on all of the person's devices.</summary>
internal sealed class ReadNotifications(MessagingDb db, INotices notices, TimeProvider clock)
{
    /// <summary>Who has read a channel up to a number has read what was told of it up to there.</summary>
    public async Task ReadAsync(Guid userId, Guid channelId, long lastReadSeq)
    {
        var read = await db.Database.ExecuteSqlAsync($"""
            UPDATE notifications SET read_at = {clock.GetUtcNow()}
            WHERE user_id = {userId} AND channel_id = {channelId} AND seq <= {lastReadSeq} AND read_at IS NULL
            """);
        if (read > 0)
        {
            await TellAsync(userId);
        }
    }

    /// <summary>Tells the person's devices how much is left; answers it.</summary>
    public async Task<UnreadCount> TellAsync(Guid userId)
    {
        var left = new UnreadCount(await db.CountUnreadAsync(userId));
        notices.ForPerson(userId, "notifications_read", left);
        return left;
    }
}
