using Community.Platform.Data.Erasure;

namespace Community.Messaging.Erasure;

/// <summary>
/// Every table of this database that knows persons, in the order of erasing. A test compares this list with the schema: a new table with a
/// person's id has to say here how it is erased. Messages are locked before the counts and lists in their rows, so that no two statements
/// wait for each other. The parameters are <c>@id</c>, <c>@now</c> and <c>@later</c>.
/// </summary>
internal static class PersonalData
{
    public static IReadOnlyList<PersonalTable> Tables { get; } =
    [
        new("people", ErasurePolicy.Anonymise, "a tombstone: it keeps the id, so that a late message cannot bring the person back"),
        new(
            "uploads",
            ErasurePolicy.Delete,
            "unfinished files of the person, with their parts",
            """
            WITH parts AS (SELECT object_key FROM upload_parts WHERE upload_id IN (SELECT id FROM uploads WHERE user_id = @id)),
            gone AS (DELETE FROM uploads WHERE user_id = @id)
            INSERT INTO dropped_objects (object_key, dropped_at)
            SELECT object_key, @now FROM parts UNION ALL SELECT 'uploads/' || replace(@id::text, '-', '') || '/', @later
            ON CONFLICT (object_key) DO UPDATE SET dropped_at = excluded.dropped_at
            """
        ),
        new("upload_parts", ErasurePolicy.Keep, "parts of unfinished files; gone with their uploads"),
        new("uploaded_bytes", ErasurePolicy.Delete, "is useless without the person", "DELETE FROM uploaded_bytes WHERE user_id = @id"),
        new(
            "attachments",
            ErasurePolicy.Delete,
            "the person's own files; they follow, with those of a running upload",
            """
            WITH locked AS MATERIALIZED (
                SELECT id FROM messages WHERE id IN (SELECT message_id FROM attachments WHERE user_id = @id) ORDER BY id FOR NO KEY UPDATE),
            gone AS (DELETE FROM attachments WHERE user_id = @id AND (SELECT count(*) FROM locked) >= 0 RETURNING object_key)
            INSERT INTO dropped_objects (object_key, dropped_at)
            SELECT object_key, @now FROM gone UNION ALL SELECT 'attachments/' || replace(@id::text, '-', '') || '/', @later
            ON CONFLICT (object_key) DO UPDATE SET dropped_at = excluded.dropped_at
            """
        ),
        new(
            "reactions",
            ErasurePolicy.Delete,
            "is useless without the person",
            """
            WITH locked AS MATERIALIZED (
                SELECT id FROM messages WHERE id IN (SELECT message_id FROM reactions WHERE user_id = @id) ORDER BY id FOR NO KEY UPDATE)
            DELETE FROM reactions WHERE user_id = @id AND (SELECT count(*) FROM locked) >= 0
            """
        ),
        new("read_states", ErasurePolicy.Delete, "how far the person had read", "DELETE FROM read_states WHERE user_id = @id"),
        new(
            "message_edits",
            ErasurePolicy.Delete,
            "earlier versions of the person's messages",
            "DELETE FROM message_edits WHERE message_id IN (SELECT id FROM messages WHERE author_id = @id)"
        ),
        new("messages", ErasurePolicy.Keep, "they stay without the person; author, mentioned people and deleter are ids without names"),
        new(
            "evidence",
            ErasurePolicy.Keep,
            "reported content stays until 45 days after the decision, so that erasing an account does not destroy evidence"
        ),
        new("evidence_files", ErasurePolicy.Keep, "files of a reported message, for the moderators; gone with the evidence"),
        new(
            "calls",
            ErasurePolicy.Keep,
            "the caller stays as an id without a name in the others' histories, and is gone after Calls:HistoryDays"
        ),
        new("call_participants", ErasurePolicy.Keep, "like calls; a running call ends for the person together with the right to write"),
        new("threads", ErasurePolicy.Keep, "a discussion stays for its participants; its opener's id stays without a name"),
        new("channels", ErasurePolicy.Keep, "a conversation stays for the other participant; the person's id stays without a name"),
        new(
            "notifications",
            ErasurePolicy.Delete,
            "the person's own are deleted; in those of others the person stays as an id without a name",
            "DELETE FROM notifications WHERE user_id = @id"
        ),
        new("notified_facts", ErasurePolicy.Delete, "is useless without the person", "DELETE FROM notified_facts WHERE user_id = @id"),
        new(
            "notification_preferences",
            ErasurePolicy.Delete,
            "is useless without the person",
            "DELETE FROM notification_preferences WHERE user_id = @id"
        ),
        new(
            "notification_languages",
            ErasurePolicy.Delete,
            "is useless without the person",
            "DELETE FROM notification_languages WHERE user_id = @id"
        ),
        new("quiet_hours", ErasurePolicy.Delete, "is useless without the person", "DELETE FROM quiet_hours WHERE user_id = @id"),
        new(
            "channel_preferences",
            ErasurePolicy.Delete,
            "is useless without the person",
            "DELETE FROM channel_preferences WHERE user_id = @id"
        ),
        new(
            "push_subscriptions",
            ErasurePolicy.Delete,
            "the person's devices, with the pushes on their way to them",
            "DELETE FROM push_subscriptions WHERE user_id = @id"
        ),
        new(
            "deliveries",
            ErasurePolicy.Delete,
            "a digest to the person that is unsent or was given up",
            "DELETE FROM deliveries WHERE content IS NOT NULL AND id = (SELECT delivery_id FROM digests WHERE user_id = @id)"
        ),
        new("digests", ErasurePolicy.Delete, "is useless without the person", "DELETE FROM digests WHERE user_id = @id"),
        new(
            "webhook_endpoints",
            ErasurePolicy.Anonymise,
            "the person's own; an empty row stays until its deliveries are removed",
            """
            WITH set_for_others AS (UPDATE webhook_endpoints SET set_by = NULL WHERE set_by = @id AND user_id <> @id)
            UPDATE webhook_endpoints SET user_id = gen_random_uuid(), set_by = NULL, is_enabled = false, url = '', description = NULL,
                event_types = ARRAY[]::text[], secret = '', former_secret = NULL, former_until = NULL, deleted_at = coalesce(deleted_at, @now)
            WHERE user_id = @id
            """
        ),
        new(
            "webhook_orders",
            ErasurePolicy.Delete,
            "without the seller these orders have no receiver",
            "DELETE FROM webhook_orders WHERE seller_id = @id"
        ),
        new("account_roles", ErasurePolicy.Delete, "is useless without the person", "DELETE FROM account_roles WHERE user_id = @id"),
        new(
            "webhook_events",
            ErasurePolicy.Keep,
            "bodies name people by ids without names; gone with the last delivery, after Webhooks:LogDays"
        ),
        new(
            "webhook_deliveries",
            ErasurePolicy.Keep,
            "name events and endpoints; those of the person's endpoints are removed within minutes"
        ),
        new("webhook_early_orders", ErasurePolicy.Keep, "the same, of payments whose seller is not known yet; gone within two days"),
        new("presences", ErasurePolicy.Delete, "present connections; gone when they close", "DELETE FROM presences WHERE user_id = @id"),
        new(
            "sanctions",
            ErasurePolicy.Delete,
            "the muted person is gone; social keeps the record of decisions",
            "DELETE FROM sanctions WHERE user_id = @id"
        ),
        new(
            "memberships",
            ErasurePolicy.Delete,
            "is useless without the person; social announces their end, too",
            "DELETE FROM memberships WHERE user_id = @id"
        ),
        new(
            "registrations",
            ErasurePolicy.Delete,
            "is useless without the person; the events service has the valid record",
            "DELETE FROM registrations WHERE user_id = @id"
        ),
        new(
            "blocks",
            ErasurePolicy.Delete,
            "is useless without the person",
            "DELETE FROM blocks WHERE blocker_id = @id OR blocked_id = @id"
        ),
        new(
            "sync_entries",
            ErasurePolicy.Delete,
            "the person's log, last, because deleting rows of other tables makes entries; the person's id in logs of others has no name",
            "DELETE FROM sync_entries WHERE person_id = @id"
        ),
        new("events", ErasurePolicy.Keep, "the organizer's id stays without a name; the chat stays for the attendees"),
        PlatformTables.DroppedObjects,
        PlatformTables.Outbox,
        PlatformTables.IdempotencyKeys,
    ];
}
