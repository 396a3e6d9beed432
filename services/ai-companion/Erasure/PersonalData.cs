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
        new("people", ErasurePolicy.Anonymise, "a tombstone: the id, so that nothing that arrives late brings the person back"),
        new("entitlements", ErasurePolicy.Delete, "nobody is left to be entitled", "DELETE FROM entitlements WHERE user_id = @id"),
        new("memberships", ErasurePolicy.Delete, "nobody is left to be a member", "DELETE FROM memberships WHERE user_id = @id"),
        new("blocks", ErasurePolicy.Delete, "nobody is left to be hidden", "DELETE FROM blocks WHERE blocker_id = @id OR blocked_id = @id"),
        new(
            "events",
            ErasurePolicy.Anonymise,
            "others go there: the event stays without its organizer",
            "UPDATE events SET organizer_id = NULL WHERE organizer_id = @id"
        ),
        new(
            "meaning_items",
            ErasurePolicy.Delete,
            "the person is found by nothing any more; an empty row says so to the indexes, and goes after a day",
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
            "found in the person's words alone",
            "DELETE FROM profile_analyses WHERE user_id = @id"
        ),
        new("profiles", ErasurePolicy.Delete, "the person's own words", "DELETE FROM profiles WHERE user_id = @id"),
        new(
            "sale_orders",
            ErasurePolicy.Anonymise,
            "the money stays on record, without the person; offers that are open are withdrawn first",
            "UPDATE sale_orders SET user_id = NULL WHERE user_id = @id"
        ),
        new(
            "enrolments",
            ErasurePolicy.Delete,
            "what the person learnt, and their certificates; what they did in modules goes with it",
            "DELETE FROM enrolments WHERE user_id = @id"
        ),
        new("module_progress", ErasurePolicy.Delete, "goes with the enrolment"),
        new(
            "courses",
            ErasurePolicy.Anonymise,
            "what an administrator wrote stays for those who learn from it, without its author",
            "UPDATE courses SET created_by = NULL WHERE created_by = @id"
        ),
        new("course_modules", ErasurePolicy.Keep, "knows nobody"),
        new(
            "companion_messages",
            ErasurePolicy.Delete,
            "the conversation is the person's own; in others' conversations their cards of the person go",
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
        new("companion_days", ErasurePolicy.Delete, "nobody is left to count for", "DELETE FROM companion_days WHERE user_id = @id"),
        new("companion_extras", ErasurePolicy.Delete, "nobody is left to say more", "DELETE FROM companion_extras WHERE user_id = @id"),
        new("companion_prompts", ErasurePolicy.Keep, "this service's own words, nobody's"),
        new("safety_findings", ErasurePolicy.Keep, "counts: neither whose words nor the words, and not nearer than the day"),
        new("activity_days", ErasurePolicy.Delete, "when the person was here", "DELETE FROM activity_days WHERE user_id = @id"),
        new("streaks", ErasurePolicy.Delete, "when the person was here", "DELETE FROM streaks WHERE user_id = @id"),
        new("check_ins", ErasurePolicy.Delete, "how the person was", "DELETE FROM check_ins WHERE user_id = @id"),
        new("badge_awards", ErasurePolicy.Delete, "nobody is left to have them", "DELETE FROM badge_awards WHERE user_id = @id"),
        new(
            "connections",
            ErasurePolicy.Delete,
            "nobody is left to be connected with",
            "DELETE FROM connections WHERE low_id = @id OR high_id = @id"
        ),
        new("registrations", ErasurePolicy.Delete, "nobody is left to go there", "DELETE FROM registrations WHERE user_id = @id"),
        new(
            "opportunities",
            ErasurePolicy.Delete,
            "what was pointed out to the person, and the person to others",
            "DELETE FROM opportunities WHERE user_id = @id OR (target_type = 'person' AND target_id = @id)"
        ),
        new(
            "opportunity_turns",
            ErasurePolicy.Delete,
            "nobody is left to point out anything to",
            "DELETE FROM opportunity_turns WHERE user_id = @id"
        ),
        new("outbox_messages", ErasurePolicy.Keep, "announcements on their way to the bus, gone within seconds"),
        new("idempotency_keys", ErasurePolicy.Keep, "answers encrypted under a key that only the client has, gone within a day"),
        new("deliveries", ErasurePolicy.Keep, "this service sends no mail"),
    ];
}
