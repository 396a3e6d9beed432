using Community.Platform.Data.Erasure;

namespace Community.Companion.Erasure;

/// <summary>
/// Every table of this database that knows persons, in the order of erasing. A test compares this list with the schema: a new table with a
/// person's id has to say here how it is erased. The parameters are <c>@id</c> and <c>@now</c>.
/// </summary>
internal static class PersonalData
{
    public static IReadOnlyList<PersonalTable> Tables { get; } =
    [
        new("people", ErasurePolicy.Anonymise, "a tombstone: it keeps the id, so that a late message cannot bring the person back"),
        new("entitlements", ErasurePolicy.Delete, "the entitled person is gone", "DELETE FROM entitlements WHERE user_id = @id"),
        new("memberships", ErasurePolicy.Delete, "the member is gone", "DELETE FROM memberships WHERE user_id = @id"),
        new(
            "blocks",
            ErasurePolicy.Delete,
            "there is no person left to hide",
            "DELETE FROM blocks WHERE blocker_id = @id OR blocked_id = @id"
        ),
        new(
            "events",
            ErasurePolicy.Anonymise,
            "other people attend it: the event stays without its organizer",
            "UPDATE events SET organizer_id = NULL WHERE organizer_id = @id"
        ),
        new(
            "meaning_items",
            ErasurePolicy.Delete,
            "searches no longer find the person; an empty row tells the indexes and is deleted after a day",
            """
            UPDATE meaning_items SET
                is_listed = false, title = '', summary = '', text = '', title_terms = '{{}}', terms = '{{}}', model = '', vector = NULL, ends_at = NULL,
                revision = revision + 1, claimed_until = NULL, changed_in = pg_current_xact_id(), changed_at = now()
            WHERE kind = 'person' AND id = @id AND is_listed
            """
        ),
        new(
            "profile_analyses",
            ErasurePolicy.Delete,
            "derived from the person's texts alone",
            "DELETE FROM profile_analyses WHERE user_id = @id"
        ),
        new("profiles", ErasurePolicy.Delete, "the person's own words", "DELETE FROM profiles WHERE user_id = @id"),
        new(
            "sale_orders",
            ErasurePolicy.Anonymise,
            "the money stays on record without the person; open offers are withdrawn first",
            "UPDATE sale_orders SET user_id = NULL WHERE user_id = @id"
        ),
        new(
            "enrolments",
            ErasurePolicy.Delete,
            "the person's progress and certificates, with their work in modules",
            "DELETE FROM enrolments WHERE user_id = @id"
        ),
        new("module_progress", ErasurePolicy.Delete, "goes with the enrolment"),
        new(
            "courses",
            ErasurePolicy.Anonymise,
            "an administrator's course stays for its learners, without its author",
            "UPDATE courses SET created_by = NULL WHERE created_by = @id"
        ),
        new("course_modules", ErasurePolicy.Keep, "has no personal data"),
        new(
            "companion_messages",
            ErasurePolicy.Delete,
            "the conversation belongs to the person; cards of the person are deleted from others' conversations",
            """
            DELETE FROM companion_messages WHERE user_id = @id;
            UPDATE companion_messages SET cards = array_remove(cards, 'person:' || @id) WHERE cards @> ARRAY['person:' || @id]
            """
        ),
        new(
            "companion_conversations",
            ErasurePolicy.Delete,
            "goes with its messages",
            "DELETE FROM companion_conversations WHERE user_id = @id"
        ),
        new("companion_days", ErasurePolicy.Delete, "is useless without the person", "DELETE FROM companion_days WHERE user_id = @id"),
        new("companion_extras", ErasurePolicy.Delete, "is useless without the person", "DELETE FROM companion_extras WHERE user_id = @id"),
        new("companion_prompts", ErasurePolicy.Keep, "texts of this service, without personal data"),
        new("safety_findings", ErasurePolicy.Keep, "counts by day, without the person or the text"),
        new(
            "activity_days",
            ErasurePolicy.Delete,
            "the days on which the person was here",
            "DELETE FROM activity_days WHERE user_id = @id"
        ),
        new("streaks", ErasurePolicy.Delete, "the days on which the person was here", "DELETE FROM streaks WHERE user_id = @id"),
        new("check_ins", ErasurePolicy.Delete, "the person's check-ins", "DELETE FROM check_ins WHERE user_id = @id"),
        new("badge_awards", ErasurePolicy.Delete, "is useless without the person", "DELETE FROM badge_awards WHERE user_id = @id"),
        new(
            "connections",
            ErasurePolicy.Delete,
            "is useless without the person",
            "DELETE FROM connections WHERE low_id = @id OR high_id = @id"
        ),
        new("registrations", ErasurePolicy.Delete, "is useless without the person", "DELETE FROM registrations WHERE user_id = @id"),
        new(
            "opportunities",
            ErasurePolicy.Delete,
            "suggestions to the person, and suggestions of the person to others",
            "DELETE FROM opportunities WHERE user_id = @id OR (target_type = 'person' AND target_id = @id)"
        ),
        new(
            "opportunity_turns",
            ErasurePolicy.Delete,
            "is useless without the person",
            "DELETE FROM opportunity_turns WHERE user_id = @id"
        ),
        PlatformTables.Outbox,
        PlatformTables.IdempotencyKeys,
        PlatformTables.UnusedDeliveries,
    ];
}
