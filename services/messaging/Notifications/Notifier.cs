using Community.Messaging.Data;
using Community.Messaging.Realtime;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Notifications;

/// <summary>
/// Tells people of things, in the transaction of whoever tells it. Who is told is decided by one statement: people who are there, not
/// the actor, nobody with whom the actor is blocked, and nobody who wants to hear nothing of the kind or the place.
/// </summary>
internal sealed class Notifier(MessagingDb db, NotificationReader reader, INotices notices, TimeProvider clock)
{
    /// <summary>Tells each of them once, whatever is repeated. Those connected hear it after the commit.</summary>
    public async Task TellAsync(Notification told, params IReadOnlyList<Guid> people)
    {
        var now = clock.GetUtcNow();
        Guid[] users = [.. people.Distinct()];
        if (users.Length == 0)
        {
            return;
        }

        Guid[] ids = [.. users.Select(_ => Guid.CreateVersion7(now))];
        var written = await db.Database.SqlQuery<Told>($"""
            WITH listeners AS (
                SELECT asked.id, asked.user_id FROM unnest({ids}, {users}) AS asked (id, user_id) JOIN people p ON p.id = asked.user_id
                WHERE NOT p.is_erased AND NOT p.is_guest
                    AND NOT EXISTS (SELECT FROM people actor WHERE actor.id = {told.ActorId} AND actor.is_erased)
                    AND asked.user_id IS DISTINCT FROM {told.ActorId}
                    AND NOT EXISTS (SELECT FROM hidden_from h WHERE h.user_id = asked.user_id AND h.other_id = {told.ActorId})
                    AND NOT EXISTS (SELECT FROM notification_preferences w WHERE w.user_id = asked.user_id AND w.kind = {told.Kind} AND NOT w.in_app)
                    AND NOT EXISTS (
                        SELECT FROM channel_preferences c WHERE c.user_id = asked.user_id AND c.channel_id = {told.ChannelId}
                            AND (c.muted_until > {now} OR c.level = 'none' OR (c.level = 'mentions' AND {told.Kind} = 'message')))),
            fresh AS (
                INSERT INTO notified_facts (user_id, fact_id, kind, told_at) SELECT user_id, {told.FactId}, {told.Kind}, {now} FROM listeners
                ON CONFLICT DO NOTHING RETURNING user_id)
            INSERT INTO notifications (id, user_id, kind, group_key, actor_ids, count, target_type, target_id, detail, channel_id, seq, created_at, updated_at)
            SELECT l.id, l.user_id, {told.Kind}, {$"{told.Kind}:{told.GroupedBy}"}, array_remove(ARRAY[{told.ActorId}::uuid], NULL), 1,
                {told.TargetType}, {told.TargetId}, {told.Detail}, {told.ChannelId}, {told.Seq}, {now}, {now}
            FROM listeners l JOIN fresh USING (user_id)
            ORDER BY l.user_id
            ON CONFLICT (user_id, group_key) WHERE read_at IS NULL DO UPDATE SET
                count = notifications.count + 1, updated_at = excluded.updated_at, target_id = excluded.target_id, detail = excluded.detail,
                channel_id = excluded.channel_id, seq = greatest(notifications.seq, excluded.seq),
                actor_ids = (excluded.actor_ids || array_remove(notifications.actor_ids, excluded.actor_ids[1]))[1:50]
            RETURNING id AS "Id", user_id AS "UserId", EXISTS (SELECT FROM push_subscriptions s WHERE s.user_id = notifications.user_id) AS "HasDevices"
            """).ToListAsync();
        if (written.Count > 0)
        {
            if (written.Exists(one => one.HasDevices))
            {
                await QueuePushAsync(told.Kind, [.. written.Where(one => one.HasDevices).Select(one => one.Id)], now);
            }

            db.AfterCommit(() => _ = PushAsync(written));
        }
    }

    /// <summary>For the devices of those who want it. One that still waits says the newest when it is sent.</summary>
    private Task<int> QueuePushAsync(string kind, Guid[] written, DateTimeOffset now) => db.Database.ExecuteSqlAsync($"""
        INSERT INTO push_deliveries (notification_id, subscription_id, available_at, created_at)
        SELECT n.id, s.id, {now}, {now} FROM notifications n JOIN push_subscriptions s ON s.user_id = n.user_id
        WHERE n.id = ANY ({written})
            AND NOT EXISTS (SELECT FROM notification_preferences w WHERE w.user_id = n.user_id AND w.kind = {kind} AND NOT w.push)
        ON CONFLICT (notification_id, subscription_id) DO NOTHING
        """);

    /// <summary>What was read now is what is shown; a failure costs nothing but the moment, since the list has it.</summary>
    private async Task PushAsync(List<Told> written)
    {
        Guid[] heard = [.. written.Where(told => notices.MayHear(told.UserId)).Select(told => told.Id)];
        foreach (var view in heard.Length > 0 ? await reader.TryReadAsync([.. heard]) : [])
        {
            notices.ForPerson(view.UserId, "notification", view.View);
        }
    }

    private sealed record Told(Guid Id, Guid UserId, bool HasDevices);
}
