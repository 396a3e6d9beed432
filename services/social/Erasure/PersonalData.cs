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
        new("people", ErasurePolicy.Anonymise, "a tombstone: it keeps the id, so that a late message cannot bring the person back"),
        new(
            "community_members",
            ErasurePolicy.Delete,
            "memberships end first, with their counts and announcements; a community that would lose its last owner gets another one",
            "DELETE FROM community_members WHERE user_id = @id"
        ),
        new("communities", ErasurePolicy.Anonymise, "a community without members is deleted; the founder's id stays without a name"),
        new(
            "community_requests",
            ErasurePolicy.Delete,
            "is useless without the person; in other people's requests the person stays as an id without a name",
            "DELETE FROM community_requests WHERE user_id = @id"
        ),
        new(
            "community_invitations",
            ErasurePolicy.Delete,
            "is useless without the person, invited or inviting",
            "DELETE FROM community_invitations WHERE user_id = @id OR invited_by = @id"
        ),
        new(
            "invitation_counts",
            ErasurePolicy.Delete,
            "is useless without the person",
            "DELETE FROM invitation_counts WHERE user_id = @id"
        ),
        new(
            "community_bans",
            ErasurePolicy.Delete,
            "the banned person is gone; in bans of other people the person stays as an id without a name",
            "DELETE FROM community_bans WHERE user_id = @id"
        ),
        new("community_links", ErasurePolicy.Keep, "belongs to the community; the creator stays as an id without a name"),
        new("access_orders", ErasurePolicy.Anonymise, "the money stays on record, under an id without a person"),
        new("access_grants", ErasurePolicy.Delete, "is useless without the person", "DELETE FROM access_grants WHERE user_id = @id"),
        new(
            "connections",
            ErasurePolicy.Delete,
            "is useless without the person",
            "DELETE FROM connections WHERE low_id = @id OR high_id = @id"
        ),
        new("connection_edges", ErasurePolicy.Delete, "go with the connections, by their trigger"),
        new(
            "follows",
            ErasurePolicy.Delete,
            "is useless without the person",
            "DELETE FROM follows WHERE follower_id = @id OR (followed_id = @id AND is_following) OR (followed_id = @id AND NOT is_following)"
        ),
        new(
            "blocks",
            ErasurePolicy.Delete,
            "is useless without the person",
            "DELETE FROM blocks WHERE blocker_id = @id OR (blocked_id = @id AND is_blocked) OR (blocked_id = @id AND NOT is_blocked)"
        ),
        new(
            "activities",
            ErasurePolicy.Delete,
            "the person's activities, and those of others that name the person",
            "DELETE FROM activities WHERE actor_id = @id OR user_id = @id"
        ),
        new("rsvps", ErasurePolicy.Delete, "is useless without the person", "DELETE FROM rsvps WHERE user_id = @id"),
        new(
            "events",
            ErasurePolicy.Anonymise,
            "past events stay for their attendees, without the organizer",
            "UPDATE events SET organizer_id = NULL WHERE organizer_id = @id"
        ),
        new("entitlements", ErasurePolicy.Delete, "the entitled person is gone", "DELETE FROM entitlements WHERE user_id = @id"),
        new("boosts", ErasurePolicy.Delete, "an erased person is not shown", "DELETE FROM boosts WHERE user_id = @id"),
        new("profile_analyses", ErasurePolicy.Delete, "is useless without the person", "DELETE FROM profile_analyses WHERE user_id = @id"),
        new(
            "suggestion_dismissals",
            ErasurePolicy.Delete,
            "is useless without the person",
            "DELETE FROM suggestion_dismissals WHERE user_id = @id OR dismissed_id = @id"
        ),
        new("people_by_interest", ErasurePolicy.Delete, "a trigger keeps it equal to people, so an erased person is not listed"),
        new(
            "moderation_notes",
            ErasurePolicy.Delete,
            "moderators' notes about the person; the decisions stay on record without them",
            "DELETE FROM moderation_notes WHERE decision_id IN (SELECT id FROM moderation_decisions WHERE person_id = @id)"
        ),
        new("appeals", ErasurePolicy.Delete, "the person's own words", "DELETE FROM appeals WHERE user_id = @id"),
        new(
            "reports",
            ErasurePolicy.Anonymise,
            "texts by the person and about the person are deleted; the report itself stays, under an id without a name",
            """
            UPDATE reports SET details = NULL
            WHERE details IS NOT NULL AND (reporter_id = @id OR case_id IN (SELECT id FROM moderation_cases WHERE author_id = @id))
            """
        ),
        new("sanctions", ErasurePolicy.Keep, "the measure and its end, under an id without a name; part of the record of decisions"),
        new("moderation_cases", ErasurePolicy.Keep, "ids without names; the record of decisions refers to them"),
        new(
            "moderation_decisions",
            ErasurePolicy.Keep,
            "moderators' decisions must stay accountable and unchanged; they hold only ids and listed words; an erased person's id is a pseudonym"
        ),
        new(
            "content_copies",
            ErasurePolicy.Keep,
            "reported content stays until 45 days after the decision, so that erasing an account does not destroy evidence"
        ),
        PlatformTables.DroppedObjects,
        PlatformTables.Outbox,
        PlatformTables.IdempotencyKeys,
        PlatformTables.UnusedDeliveries,
    ];
}
