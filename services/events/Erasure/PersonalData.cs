using Community.Platform.Data.Erasure;

namespace Community.Events.Erasure;

/// <summary>
/// Every table of this database that has personal data, in the order of erasing. A test compares this list with the schema: a new table
/// with a user's id has to have an entry here that says how it is erased. The parameters are <c>@id</c>, <c>@now</c> and <c>@later</c>.
/// </summary>
internal static class PersonalData
{
    public static IReadOnlyList<PersonalTable> Tables { get; } =
    [
        new(
            "registrations",
            ErasurePolicy.Anonymise,
            "what is to come is cancelled, what was keeps its seat and money without the person; who scanned a ticket stays as an id without a name"
        ),
        new(
            "events",
            ErasurePolicy.Anonymise,
            "drafts go, what is to come is cancelled, what was stays for those who came: the organizer's id stands there without a name"
        ),
        new(
            "invitations",
            ErasurePolicy.Delete,
            "of no use without the person",
            "DELETE FROM invitations WHERE to_user_id = @id OR event_id IN (SELECT id FROM events WHERE organizer_id = @id)"
        ),
        new("check_in_staff", ErasurePolicy.Delete, "of no use without the person", "DELETE FROM check_in_staff WHERE user_id = @id"),
        new("arrival_attempts", ErasurePolicy.Delete, "where the person was", "DELETE FROM arrival_attempts WHERE user_id = @id"),
        new(
            "photos",
            ErasurePolicy.Delete,
            "the person's own; their files follow, and those of an upload under way",
            """
            WITH gone AS (DELETE FROM photos WHERE user_id = @id RETURNING object_key)
            INSERT INTO dropped_objects (object_key, dropped_at)
            SELECT object_key, @now FROM gone UNION ALL SELECT 'photos/' || replace(@id::text, '-', '') || '/', @later
            ON CONFLICT (object_key) DO UPDATE SET dropped_at = excluded.dropped_at
            """
        ),
        new(
            "blocks",
            ErasurePolicy.Delete,
            "of no use without the person",
            "DELETE FROM blocks WHERE blocker_id = @id OR (blocked_id = @id AND is_blocked)"
        ),
        new("mutes", ErasurePolicy.Delete, "of no use without the person", "DELETE FROM mutes WHERE user_id = @id"),
        new("people", ErasurePolicy.Anonymise, "a tombstone: the id, so that nothing that arrives late brings the person back"),
        new("event_terms", ErasurePolicy.Keep, "when and where events were announced to take place: of no person"),
        new(
            "evidence",
            ErasurePolicy.Keep,
            "what was reported stays for the moderators while the case is open and 45 days after the decision: an account cannot be erased to destroy it"
        ),
        new("evidence_cases", ErasurePolicy.Keep, "which contents are reported, and until when their copies are kept: of no person"),
        new("dropped_objects", ErasurePolicy.Keep, "names of files on their way out, gone within minutes"),
        new("outbox_messages", ErasurePolicy.Keep, "announcements on their way to the bus, gone within seconds"),
        new("idempotency_keys", ErasurePolicy.Keep, "answers encrypted under a key that only the client has, gone within a day"),
        new(
            "deliveries",
            ErasurePolicy.Delete,
            "mails to the person that were not sent yet, or were given up",
            "DELETE FROM deliveries WHERE content IS NOT NULL AND id IN (SELECT delivery_id FROM mail_notices WHERE user_id = @id)"
        ),
        new("mail_notices", ErasurePolicy.Delete, "nobody is left to be written to", "DELETE FROM mail_notices WHERE user_id = @id"),
    ];
}
