using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Messaging.Notifications;
using Community.Messaging.Realtime;
using Community.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Reading;

/// <summary>
/// How far people have read. The unread messages of a channel are its last number minus the number read, and so need no counting. A
/// person's own messages are not among them, because writing moves the number read past them. Only marking a message as unread can leave
/// own messages after that number: those are counted then, once, and stored beside it. Messages of others that were deleted, or that a rule
/// holds back, keep their numbers and do not count: they are subtracted by a count over an index that has only such messages.
/// </summary>
internal sealed class ReadStates(MessagingDb db, ReadNotifications notifications, IRealtimePublisher realtime, TimeProvider clock)
{
    // Only channels with a read state count: the user wrote in it, marked it as read once (opened it), or has a conversation in it. Threads
    // that the user never opened do not count, so that a new member of a community has not thousands of messages to read. The list of
    // threads shows those.
    private static readonly string Unread = $$"""
        SELECT ch.id AS channel_id, ch.last_seq - r.last_read_seq - r.own_unread - unshown.count AS unread,
            EXISTS (SELECT FROM channel_preferences p WHERE p.user_id = {0} AND p.channel_id = ch.id AND (p.level = 'none' OR p.muted_until > {1})) AS is_muted
        FROM read_states r JOIN channels ch ON ch.id = r.channel_id
        CROSS JOIN LATERAL (SELECT {{UnreadMessages.Unshown("ch", "r.last_read_seq", "r.user_id")}}) AS unshown (count)
        WHERE r.user_id = {0} AND ch.last_seq > r.last_read_seq + r.own_unread + unshown.count AND {{ReadableChannels.MayRead(
            "ch",
            "{0}",
            "{1}"
        )}}
            AND NOT (ch.kind = 'direct' AND EXISTS (
                SELECT FROM hidden_from h WHERE h.user_id = {0} AND h.other_id = CASE WHEN ch.low_id = {0} THEN ch.high_id ELSE ch.low_id END))
        ORDER BY ch.last_activity_at DESC, ch.id
        """;

    /// <summary>All channels with messages that the person has not read.</summary>
    public Task<List<UnreadCount>> UnreadAsync(Guid userId, CancellationToken cancellationToken) =>
        db.Database.SqlQueryRaw<UnreadCount>(Unread, userId, clock.GetUtcNow()).ToListAsync(cancellationToken);

    /// <summary>Marks a channel as read up to a number, or to its end. The number never goes back.</summary>
    public async Task<ReadStateView> MarkReadAsync(Guid userId, Guid channelId, long? seq)
    {
        // A statement that waited for the row sees the row as it is now, but the messages as they were when it began. So it may count the
        // messages that are passed, which all existed then, but not those that are left.
        var now = clock.GetKeptNow();
        var marked = (
            await db
                .Database.SqlQuery<ReadStateView>(
                    $"""
                    WITH marked AS (
                        INSERT INTO read_states AS r (user_id, channel_id, last_read_seq, updated_at)
                        SELECT {userId}, ch.id, greatest(least({seq}::bigint, ch.last_seq), 0), {now} FROM channels ch WHERE ch.id = {channelId}
                        ON CONFLICT (user_id, channel_id) DO UPDATE SET
                            last_read_seq = greatest(r.last_read_seq, excluded.last_read_seq),
                            own_unread = CASE WHEN r.own_unread = 0 OR excluded.last_read_seq <= r.last_read_seq THEN r.own_unread ELSE r.own_unread - (
                                SELECT count(*) FROM messages m WHERE m.channel_id = excluded.channel_id AND m.author_id = excluded.user_id
                                    AND m.seq > r.last_read_seq AND m.seq <= excluded.last_read_seq) END,
                            updated_at = excluded.updated_at
                        RETURNING channel_id, last_read_seq, own_unread)
                    SELECT ch.id AS channel_id, marked.last_read_seq, greatest(ch.last_seq - marked.last_read_seq - marked.own_unread
                        - unshown_after(ch.id, marked.last_read_seq, {userId}), 0) AS unread
                    FROM marked JOIN channels ch ON ch.id = marked.channel_id
                    """
                )
                .ToListAsync()
        ).Single();
        realtime.Read(userId, channelId, marked.LastReadSeq);
        await notifications.ReadAsync(userId, channelId, marked.LastReadSeq);
        return marked;
    }

    /// <summary>Marks a message, and all after it, as unread; messages that are unread already stay unread.</summary>
    public async Task<ReadStateView> MarkUnreadAsync(Guid userId, Guid channelId, long seq)
    {
        var now = clock.GetKeptNow();
        var marked = await db.InTransactionAsync(async () =>
        {
            // A posting transaction writes this row, too: from here on, the own messages are those that exist now.
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO read_states AS r (user_id, channel_id, last_read_seq, updated_at) VALUES ({userId}, {channelId}, {seq
                    - 1}, {now})
                ON CONFLICT (user_id, channel_id) DO UPDATE SET last_read_seq = least(r.last_read_seq, excluded.last_read_seq), updated_at = excluded.updated_at
                """
            );
            return (
                await db
                    .Database.SqlQuery<ReadStateView>(
                        $"""
                        WITH marked AS (
                            UPDATE read_states r SET own_unread = (
                                SELECT count(*) FROM messages m WHERE m.channel_id = r.channel_id AND m.author_id = r.user_id AND m.seq > r.last_read_seq)
                            WHERE user_id = {userId} AND channel_id = {channelId}
                            RETURNING channel_id, last_read_seq, own_unread)
                        SELECT ch.id AS channel_id, marked.last_read_seq, greatest(ch.last_seq - marked.last_read_seq - marked.own_unread
                        - unshown_after(ch.id, marked.last_read_seq, {userId}), 0) AS unread
                        FROM marked JOIN channels ch ON ch.id = marked.channel_id
                        """
                    )
                    .ToListAsync()
            ).Single();
        });
        realtime.Read(userId, channelId, marked.LastReadSeq);
        return marked;
    }
}

/// <summary>How many messages of a channel a user has not read.</summary>
internal sealed record UnreadCount(Guid ChannelId, long Unread, bool IsMuted);
