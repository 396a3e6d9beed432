using Community.Companion.People;

namespace Community.Companion.Meaning;

/// <summary>
/// Which things a caller may see: the single policy for search, the guide, cards and opportunities. People: full accounts that are not
/// suspended, with no block in either direction. Communities: those that are not private, or have the caller as a member; hidden and
/// deleted ones are not listed at all. Events: public ones and the caller's own, of organizers whom the caller sees, as in events and
/// social. Courses: all that are listed.
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
                    AND {OrganizerIsSeen("e", caller, now)})
                ELSE true END
            """;

    /// <summary>
    /// The condition on an event's organizer: neither suspended nor across a block. An event without an organizer is seen. So is one whose
    /// organizer's profile has not arrived yet.
    /// </summary>
    /// <param name="e">The alias of <c>events</c>.</param>
    /// <param name="caller">The caller's id: a parameter.</param>
    /// <param name="now">The present: a parameter.</param>
    public static string OrganizerIsSeen(string e, string caller, string now) =>
        $"""
            ({e}.organizer_id IS NULL OR ({Visibility.IsNotHidden($"{e}.organizer_id", caller)}
                AND NOT EXISTS (SELECT FROM people o WHERE o.id = {e}.organizer_id AND {Visibility.IsNotSuspended("o", now)} IS NOT TRUE)))
            """;
}
