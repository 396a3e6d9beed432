using System.Text.Json;
using Community.Messaging.Data;
using Community.Messaging.Realtime;
using Community.Platform.Http.Json;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Notifications;

/// <summary>
/// Makes notifications, in the transaction of the caller. One statement selects the receivers: users, except guests, erased users, the
/// actor, users with whom the actor has a block, and users who want no notification of the kind or the place. A user whose registration has
/// not arrived yet is notified: each kind of event has a queue of its own.
/// </summary>
internal sealed class Notifier(MessagingDb db, NotificationReader reader, IRealtimePublisher realtime, TimeProvider clock)
{
    private const string Write = """
        WITH recipients AS (
            SELECT asked.* FROM unnest({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, {9}, {10}, {12}) WITH ORDINALITY
                AS asked (id, user_id, kind, fact_id, group_key, actor_id, target_type, target_id, detail, channel_id, seq, facts, number)
            LEFT JOIN people p ON p.id = asked.user_id
            WHERE p.is_erased IS NOT TRUE AND p.is_guest IS NOT TRUE
                AND NOT EXISTS (SELECT FROM people actor WHERE actor.id = asked.actor_id AND actor.is_erased)
                AND asked.user_id IS DISTINCT FROM asked.actor_id
                AND NOT EXISTS (SELECT FROM hidden_from h WHERE h.user_id = asked.user_id AND h.other_id = asked.actor_id)
                AND NOT EXISTS (SELECT FROM notification_preferences w WHERE w.user_id = asked.user_id AND w.kind = asked.kind AND NOT w.in_app)
                AND NOT EXISTS (
                    SELECT FROM channel_preferences c WHERE c.user_id = asked.user_id AND c.channel_id = asked.channel_id
                        AND (c.muted_until > {11} OR c.level = 'none' OR (c.level = 'mentions' AND asked.kind = 'message')))),
        fresh AS (
            INSERT INTO notified_facts (user_id, fact_id, kind, told_at) SELECT user_id, fact_id, kind, {11} FROM recipients ORDER BY user_id, fact_id, kind
            ON CONFLICT DO NOTHING RETURNING user_id, fact_id, kind),
        grouped AS (
            SELECT user_id, kind, group_key, count(*) AS count, max(seq) AS seq, array_agg(id ORDER BY number DESC) AS ids,
                array_agg(actor_id ORDER BY number DESC) FILTER (WHERE actor_id IS NOT NULL) AS actor_ids, array_agg(target_type ORDER BY number DESC) AS target_types,
                array_agg(target_id ORDER BY number DESC) AS target_ids, array_agg(detail ORDER BY number DESC) AS details,
                array_agg(channel_id ORDER BY number DESC) AS channel_ids, array_agg(facts ORDER BY number DESC) AS facts
            FROM recipients JOIN fresh USING (user_id, fact_id, kind) GROUP BY user_id, kind, group_key)
        INSERT INTO notifications (id, user_id, kind, group_key, actor_ids, count, target_type, target_id, detail, channel_id, seq, place, facts,
            created_at, updated_at)
        SELECT ids[1], user_id, kind, group_key, CASE WHEN cardinality(actor_ids) > 1 THEN (each_once(actor_ids))[1:50] ELSE coalesce(actor_ids, '{{}}') END, count, target_types[1], target_ids[1], details[1], channel_ids[1], seq,
            place_of(target_types[1], target_ids[1], channel_ids[1]), facts[1]::jsonb, {11}, {11}
        FROM grouped ORDER BY user_id, group_key
        ON CONFLICT (user_id, group_key) WHERE read_at IS NULL DO UPDATE SET
            count = notifications.count + excluded.count, updated_at = excluded.updated_at, target_id = excluded.target_id, detail = excluded.detail,
            place = coalesce(excluded.place, notifications.place), facts = excluded.facts, channel_id = excluded.channel_id, seq = greatest(notifications.seq, excluded.seq),
            actor_ids = CASE WHEN excluded.actor_ids = notifications.actor_ids[1:cardinality(excluded.actor_ids)] THEN notifications.actor_ids
                WHEN cardinality(excluded.actor_ids) = 1 THEN (excluded.actor_ids || array_remove(notifications.actor_ids, excluded.actor_ids[1]))[1:50]
                ELSE (each_once(excluded.actor_ids || notifications.actor_ids))[1:50] END
        RETURNING id, user_id, EXISTS (SELECT FROM push_subscriptions s WHERE s.user_id = notifications.user_id) AS has_devices
        """;

    /// <summary>Notifies each user once, even if the call is repeated. Connected clients get it after the commit.</summary>
    public Task NotifyAsync(Notification notification, params IReadOnlyList<Guid> people) =>
        NotifyAsync([.. people.Distinct().Select(person => (notification, person))]);

    /// <summary>The same for many notifications at once, in the order in which the facts happened.</summary>
    public async Task NotifyAsync(IReadOnlyList<(Notification Notification, Guid UserId)> all)
    {
        var now = clock.GetUtcNow();
        if (all.Count == 0)
        {
            return;
        }

        // A digest takes the notifications that have committed by then.
        db.CommitWithin(DigestTimes.CommitLimit);
        T[] Each<T>(Func<Notification, T> what) => [.. all.Select(one => what(one.Notification))];
        var written = await db
            .Database.SqlQueryRaw<Written>(
                Write,
                Each(_ => Guid.CreateVersion7(now)),
                all.Select(one => one.UserId).ToArray(),
                Each(notification => notification.Kind),
                Each(notification => notification.FactId),
                Each(notification => notification.GroupKey),
                Each(notification => notification.ActorId),
                Each(notification => notification.TargetType),
                Each(notification => notification.TargetId),
                Each(notification => notification.Detail),
                Each(notification => notification.ChannelId),
                Each(notification => notification.Seq),
                now,
                Each(notification => notification.Facts is null ? null : JsonSerializer.Serialize(notification.Facts, ServiceJson.Options))
            )
            .ToListAsync();
        if (written.Count > 0)
        {
            if (written.Exists(one => one.HasDevices))
            {
                await QueuePushAsync([.. written.Where(one => one.HasDevices).Select(one => one.Id)], now);
            }

            db.AfterCommit(() => _ = PushAsync(written));
        }
    }

    /// <summary>
    /// Queues pushes for the devices of users who want them. A push that is still queued has the latest text when it is sent.
    /// </summary>
    private Task<int> QueuePushAsync(Guid[] written, DateTimeOffset now) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO push_deliveries (notification_id, subscription_id, available_at, created_at)
            SELECT n.id, s.id, {now}, {now} FROM notifications n JOIN push_subscriptions s ON s.user_id = n.user_id
            WHERE n.id = ANY ({written})
                AND NOT EXISTS (SELECT FROM notification_preferences w WHERE w.user_id = n.user_id AND w.kind = n.kind AND NOT w.push)
            ON CONFLICT (notification_id, subscription_id) DO NOTHING
            """
        );

    /// <summary>Clients get the notification as it is read now. A failure only delays it, because the list has it.</summary>
    private async Task PushAsync(List<Written> written)
    {
        Guid[] heard = [.. written.Where(row => realtime.MayReceive(row.UserId)).Select(row => row.Id)];
        foreach (var view in heard.Length > 0 ? await reader.TryReadAsync([.. heard]) : [])
        {
            realtime.ForPerson(view.UserId, "notification", view.View);
        }
    }

    private sealed record Written(Guid Id, Guid UserId, bool HasDevices);
}
