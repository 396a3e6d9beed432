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
        new("people", ErasurePolicy.Anonymise, "a tombstone: the id, so that nothing that arrives late brings the person back"),
        new(
            "attachments",
            ErasurePolicy.Delete,
            "the person's own files; they follow, and those of an upload under way",
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
            "of no use without the person",
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
            "what the person had said before",
            "DELETE FROM message_edits WHERE message_id IN (SELECT id FROM messages WHERE author_id = @id)"
        ),
        new(
            "messages",
            ErasurePolicy.Keep,
            "they stay without the person: the author's id stands there without a name; who deleted or is mentioned in one is an id, too"
        ),
        new(
            "evidence",
            ErasurePolicy.Keep,
            "what was reported stays for the moderators while the case is open and 45 days after the decision, whoever wrote it: an account cannot be erased to destroy it"
        ),
        new("evidence_files", ErasurePolicy.Keep, "files of a reported message, for the moderators; gone with the evidence"),
        new(
            "calls",
            ErasurePolicy.Keep,
            "who called stays as an id without a name, in the others' histories, and is gone after Calls:HistoryDays"
        ),
        new("call_participants", ErasurePolicy.Keep, "as calls; a call under way ends for the person with the right to write"),
        new("threads", ErasurePolicy.Keep, "a discussion stays for those who take part: its opener's id stands there without a name"),
        new(
            "channels",
            ErasurePolicy.Keep,
            "a conversation stays for the other one: who takes part and who began it are ids without a name"
        ),
        new(
            "notifications",
            ErasurePolicy.Delete,
            "the person's own; in those of others the person stands by an id without a name",
            "DELETE FROM notifications WHERE user_id = @id"
        ),
        new("notified_facts", ErasurePolicy.Delete, "of no use without the person", "DELETE FROM notified_facts WHERE user_id = @id"),
        new(
            "notification_preferences",
            ErasurePolicy.Delete,
            "of no use without the person",
            "DELETE FROM notification_preferences WHERE user_id = @id"
        ),
        new(
            "notification_languages",
            ErasurePolicy.Delete,
            "of no use without the person",
            "DELETE FROM notification_languages WHERE user_id = @id"
        ),
        new(
            "channel_preferences",
            ErasurePolicy.Delete,
            "of no use without the person",
            "DELETE FROM channel_preferences WHERE user_id = @id"
        ),
        new(
            "push_subscriptions",
            ErasurePolicy.Delete,
            "the person's devices; what is on its way to them goes with them",
            "DELETE FROM push_subscriptions WHERE user_id = @id"
        ),
        new(
            "deliveries",
            ErasurePolicy.Delete,
            "a digest to the person that was not sent yet, or was given up",
            "DELETE FROM deliveries WHERE content IS NOT NULL AND id = (SELECT delivery_id FROM digests WHERE user_id = @id)"
        ),
        new("digests", ErasurePolicy.Delete, "of no use without the person", "DELETE FROM digests WHERE user_id = @id"),
        new(
            "presences",
            ErasurePolicy.Delete,
            "who is connected at this moment; gone with the connections",
            "DELETE FROM presences WHERE user_id = @id"
        ),
        new(
            "sanctions",
            ErasurePolicy.Delete,
            "nobody is left to be silenced; what was decided is on record with social",
            "DELETE FROM sanctions WHERE user_id = @id"
        ),
        new(
            "memberships",
            ErasurePolicy.Delete,
            "of no use without the person; social tells of their end, too",
            "DELETE FROM memberships WHERE user_id = @id"
        ),
        new(
            "registrations",
            ErasurePolicy.Delete,
            "of no use without the person; what counts is with events",
            "DELETE FROM registrations WHERE user_id = @id"
        ),
        new(
            "blocks",
            ErasurePolicy.Delete,
            "of no use without the person",
            "DELETE FROM blocks WHERE blocker_id = @id OR blocked_id = @id"
        ),
        new("events", ErasurePolicy.Keep, "whose an event is stands there as an id without a name, and its chat stays for those who came"),
        new("dropped_objects", ErasurePolicy.Keep, "names of files on their way out, gone within minutes"),
        new("outbox_messages", ErasurePolicy.Keep, "announcements on their way to the bus, gone within seconds"),
        new("idempotency_keys", ErasurePolicy.Keep, "answers encrypted under a key that only the client has, gone within a day"),
    ];
}
