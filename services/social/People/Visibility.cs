using Community.Social.Data;

namespace Community.Social.People;

/// <summary>
/// Who is seen by whom: the one policy of discovery, suggestions, lists, feeds, invitations, the graph, follows and connections. Somebody
/// who is not seen is answered for as somebody who does not exist, so that no answer tells a block from a missing account.
/// Guests, the suspended and the erased are seen by nobody; of two people one of whom blocks the other, neither sees the other.
/// </summary>
internal static class Visibility
{
    /// <summary>The people whom the viewer sees, the viewer included.</summary>
    public static IQueryable<Person> SeenBy(this SocialDb db, Guid viewer, DateTimeOffset now) =>
        db.People.Where(person => person.ProfileVersion > 0 && !person.IsGuest && (!person.IsSuspended || person.SuspendedUntil <= now)
            && !db.HiddenFrom.Any(hidden => hidden.UserId == viewer && hidden.OtherId == person.Id));

    /// <summary>Only the part about blocks, for where people are counted who are known to be seen otherwise.</summary>
    public static IQueryable<Guid> HiddenTo(this SocialDb db, Guid viewer) =>
        db.HiddenFrom.Where(hidden => hidden.UserId == viewer).Select(hidden => hidden.OtherId);

    /// <summary>Who is seen, as a condition of SQL.</summary>
    /// <param name="person">The alias of <c>people</c>.</param>
    /// <param name="viewer">The viewer's id: a parameter.</param>
    /// <param name="now">The present: a parameter.</param>
    public static string IsSeen(string person, string viewer, string now) =>
        $"""
        {person}.profile_version > 0 AND NOT {person}.is_guest AND (NOT {person}.is_suspended OR {person}.suspended_until <= {now})
        AND {IsNotHidden($"{person}.id", viewer)}
        """;

    /// <summary>Only the part about blocks, for where the people are known to be seen otherwise. The list is read once for a statement.</summary>
    /// <param name="id">An expression: somebody's id.</param>
    /// <param name="viewer">The viewer's id: a parameter.</param>
    public static string IsNotHidden(string id, string viewer) =>
        $"{id} <> ALL (ARRAY(SELECT hidden.other_id FROM hidden_from hidden WHERE hidden.user_id = {viewer}))";

    /// <summary>
    /// The part of <see cref="IsSeen"/> that only a change of the profile changes, which is what lists and counts are kept by.
    /// Together with <c>NOT IN</c> <see cref="Unseen"/> it is the whole of it.
    /// </summary>
    public static string IsListed(string person) => $"{person}.profile_version > 0 AND NOT {person}.is_guest";

    /// <summary>
    /// The ids of those of the listed whom the viewer does not see: few, found by indexes, where what they are taken off are many.
    /// </summary>
    public static string Unseen(string viewer, string now) =>
        $"""
        SELECT hidden.other_id AS id FROM hidden_from hidden WHERE hidden.user_id = {viewer}
        UNION SELECT suspended.id FROM people suspended
        WHERE suspended.is_suspended AND (suspended.suspended_until IS NULL OR suspended.suspended_until > {now})
        """;
}
