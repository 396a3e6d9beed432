using Community.Companion.People;

namespace Community.Companion.Meaning;

/// <summary>
/// Which things a caller may see. People: full accounts that are not suspended, with no block in either direction. Communities: those that
/// are not private, or have the caller as a member; hidden and deleted ones are not listed at all. Events: public ones and the caller's
/// own, of organizers without a block between them and the caller. Courses: all that are listed.
/// </summary>
internal static class SeenItems
{
    /// <summary>The condition, as SQL.</summary>
    /// <param name="item">The alias of <c>meaning_items</c>.</param>
    /// <param name="caller">The caller's id: a parameter.</param>
    /// <param name="now">The present: a parameter.</param>
    public static string Condition(string item, string caller, string now) =>
        $"""
            CASE {item}.kind
                WHEN 'person' THEN EXISTS (SELECT FROM people p WHERE p.id = {item}.id AND {Visibility.IsSeen("p", caller, now)})
                WHEN 'community' THEN {item}.is_public
                    OR EXISTS (SELECT FROM memberships s WHERE s.user_id = {caller} AND s.community_id = {item}.id AND s.is_member)
                WHEN 'event' THEN EXISTS (
                    SELECT FROM events e WHERE e.id = {item}.id AND ({item}.is_public OR e.organizer_id = {caller})
                    AND (e.organizer_id IS NULL OR {Visibility.IsNotHidden("e.organizer_id", caller)}))
                ELSE true END
            """;
}
