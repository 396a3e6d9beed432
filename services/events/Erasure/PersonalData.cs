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
            "future registrations are cancelled; past ones keep seat and money without the person; a ticket's scanner stays as an id"
        ),
        new(
            "events",
            ErasurePolicy.Anonymise,
            "drafts are deleted and future events cancelled; past events stay for their attendees, with the organizer's id but no name"
        ),
        new(
            "invitations",
            ErasurePolicy.Delete,
            "is useless without the person",
            "DELETE FROM invitations WHERE to_user_id = @id OR event_id IN (SELECT id FROM events WHERE organizer_id = @id)"
        ),
        new(
            "announcements",
            ErasurePolicy.Delete,
            "texts of the person",
            "DELETE FROM announcements WHERE event_id IN (SELECT id FROM events WHERE organizer_id = @id)"
        ),
        new("check_in_staff", ErasurePolicy.Delete, "is useless without the person", "DELETE FROM check_in_staff WHERE user_id = @id"),
        new("arrival_attempts", ErasurePolicy.Delete, "where the person was", "DELETE FROM arrival_attempts WHERE user_id = @id"),
        new(
            "photos",
            ErasurePolicy.Delete,
            "the person's own; their files follow, with those of a running upload",
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
            "is useless without the person",
            "DELETE FROM blocks WHERE blocker_id = @id OR (blocked_id = @id AND is_blocked)"
        ),
        new("mutes", ErasurePolicy.Delete, "of no use without the person", "DELETE FROM mutes WHERE user_id = @id"),
        new("people", ErasurePolicy.Anonymise, "a tombstone: it keeps the id, so that a late message cannot bring the person back"),
        new("event_terms", ErasurePolicy.Keep, "when and where events were announced to take place: of no person"),
        new(
            "evidence",
            ErasurePolicy.Keep,
            "reported content stays until 45 days after the decision, so that erasing an account does not destroy evidence"
        ),
        new("evidence_cases", ErasurePolicy.Keep, "ids of reported contents and the end of their copies; nothing personal"),
        PlatformTables.DroppedObjects,
        PlatformTables.Outbox,
        PlatformTables.IdempotencyKeys,
        PlatformTables.Deliveries,
        PlatformTables.QueuedMails,
    ];
}
