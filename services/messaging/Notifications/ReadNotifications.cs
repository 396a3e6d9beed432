using Community.Messaging.Data;
using Community.Messaging.Realtime;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Notifications;

/// <summary>Marks notifications as read, on all devices of the user.</summary>
internal sealed class ReadNotifications(MessagingDb db, IRealtimePublisher realtime, TimeProvider clock)
{
    /// <summary>A user who has read a channel up to a number has read the notifications of the messages up to there.</summary>
    public async Task ReadAsync(Guid userId, Guid channelId, long lastReadSeq)
    {
        var read = await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE notifications SET read_at = {clock.GetUtcNow()}
            WHERE user_id = {userId} AND channel_id = {channelId} AND seq <= {lastReadSeq} AND read_at IS NULL
            """
        );
        if (read > 0)
        {
            await SendUnreadCountAsync(userId);
        }
    }

    /// <summary>Sends the user's devices the number of unread notifications; returns it.</summary>
    public async Task<UnreadCount> SendUnreadCountAsync(Guid userId)
    {
        var left = new UnreadCount(await db.CountUnreadAsync(userId));
        realtime.ForPerson(userId, "notifications_read", left);
        return left;
    }
}
