using Community.Platform.Data.Erasure;

namespace Community.Social.Erasure;

/// <summary>
/// Every table of this database that has personal data, in the order of erasing. A test compares this list with the schema: a new table
/// with a user's id has to have an entry here that says how it is erased. The parameters are <c>@id</c> and <c>@now</c>.
/// </summary>
internal static class PersonalData
{
    public static IReadOnlyList<PersonalTable> Tables { get; } =
    [
        new("people", ErasurePolicy.Anonymise, "a tombstone: the id, so that nothing that arrives late brings the person back"),
        new(
            "community_members",
            ErasurePolicy.Delete,
            "memberships are ended first, counted and announced, and what would be left without an owner is passed on",
            "DELETE FROM community_members WHERE user_id = @id"
        ),
        new("communities", ErasurePolicy.Anonymise, "one that nobody is left in is deleted; the founder's id stays without a name"),
        new(
            "community_requests",
            ErasurePolicy.Delete,
            "of no use without the person; who answered others' stays as an id without a name",
            "DELETE FROM community_requests WHERE user_id = @id"
        ),
        new(
            "community_invitations",
            ErasurePolicy.Delete,
            "of no use without the person, invited or inviting",
            "DELETE FROM community_invitations WHERE user_id = @id OR invited_by = @id"
        ),
        new(
            "community_bans",
            ErasurePolicy.Delete,
            "nobody is left to keep out; who banned others stays as an id without a name",
            "DELETE FROM community_bans WHERE user_id = @id"
        ),
        new("community_links", ErasurePolicy.Keep, "the community's: who made one stays as an id without a name"),
        new("access_orders", ErasurePolicy.Anonymise, "the money stays on record, under an id that stands for nobody"),
        new("access_grants", ErasurePolicy.Delete, "of no use without the person", "DELETE FROM access_grants WHERE user_id = @id"),
        new(
            "connections",
            ErasurePolicy.Delete,
            "of no use without the person",
            "DELETE FROM connections WHERE low_id = @id OR high_id = @id"
        ),
        new("connection_edges", ErasurePolicy.Delete, "go with the connections, by their trigger"),
        new(
            "follows",
            ErasurePolicy.Delete,
            "of no use without the person",
            "DELETE FROM follows WHERE follower_id = @id OR (followed_id = @id AND is_following) OR (followed_id = @id AND NOT is_following)"
        ),
        new(
            "blocks",
            ErasurePolicy.Delete,
            "of no use without the person",
            "DELETE FROM blocks WHERE blocker_id = @id OR (blocked_id = @id AND is_blocked) OR (blocked_id = @id AND NOT is_blocked)"
        ),
        new(
            "activities",
            ErasurePolicy.Delete,
            "what the person did, and what others did with them",
            "DELETE FROM activities WHERE actor_id = @id OR user_id = @id"
        ),
        new("rsvps", ErasurePolicy.Delete, "of no use without the person", "DELETE FROM rsvps WHERE user_id = @id"),
        new(
            "events",
            ErasurePolicy.Anonymise,
            "what took place stays for those who came, without its organizer",
            "UPDATE events SET organizer_id = NULL WHERE organizer_id = @id"
        ),
        new("entitlements", ErasurePolicy.Delete, "nobody is left to be entitled", "DELETE FROM entitlements WHERE user_id = @id"),
        new("boosts", ErasurePolicy.Delete, "who is gone is not shown", "DELETE FROM boosts WHERE user_id = @id"),
        new("profile_analyses", ErasurePolicy.Delete, "of no use without the person", "DELETE FROM profile_analyses WHERE user_id = @id"),
        new(
            "suggestion_dismissals",
            ErasurePolicy.Delete,
            "of no use without the person",
            "DELETE FROM suggestion_dismissals WHERE user_id = @id OR dismissed_id = @id"
        ),
        new("people_by_interest", ErasurePolicy.Delete, "follows people by itself (a trigger): who is erased is not listed"),
        new(
            "moderation_notes",
            ErasurePolicy.Delete,
            "what moderators wrote about the person; what was decided stays on record without it",
            "DELETE FROM moderation_notes WHERE decision_id IN (SELECT id FROM moderation_decisions WHERE person_id = @id)"
        ),
        new("appeals", ErasurePolicy.Delete, "the person's own words", "DELETE FROM appeals WHERE user_id = @id"),
        new(
            "reports",
            ErasurePolicy.Anonymise,
            "the person's words go, and so do those about the person; that there was a report stays, by an id without a name",
            """
            UPDATE reports SET details = NULL
            WHERE details IS NOT NULL AND (reporter_id = @id OR case_id IN (SELECT id FROM moderation_cases WHERE author_id = @id))
            """
        ),
        new("sanctions", ErasurePolicy.Keep, "what was imposed and until when, by an id without a name; part of the record of decisions"),
        new("moderation_cases", ErasurePolicy.Keep, "ids without names: the record of decisions stands on them"),
        new(
            "moderation_decisions",
            ErasurePolicy.Keep,
            "what moderators decided must stay accountable and cannot be changed; it holds ids and words of a list, and a person's id without a person is a pseudonym"
        ),
        new(
            "content_copies",
            ErasurePolicy.Keep,
            "what was reported stays for the moderators while the case is open and 45 days after the decision: an account cannot be erased to destroy it"
        ),
        new("dropped_objects", ErasurePolicy.Keep, "names of files on their way out, gone within minutes"),
        new("outbox_messages", ErasurePolicy.Keep, "announcements on their way to the bus, gone within seconds"),
        new("idempotency_keys", ErasurePolicy.Keep, "answers encrypted under a key that only the client has, gone within a day"),
        new("deliveries", ErasurePolicy.Keep, "this service sends no mail"),
    ];
}
