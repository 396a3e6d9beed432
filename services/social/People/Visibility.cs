using Community.Social.Data;

namespace Community.Social.People;

/// <summary>
/// Which users a user sees: the single policy for discovery, suggestions, lists, feeds, invitations, the graph, follows and connections.
/// The answer for a hidden user is the same as for one that does not exist, so that no answer distinguishes a block from a missing account.
/// Guests, suspended and erased users are hidden from all. Of two users one of whom blocks the other, neither sees the other.
/// </summary>
internal static class Visibility
{
    /// <summary>The users whom the viewer sees, including the viewer.</summary>
    public static IQueryable<Person> SeenBy(this SocialDb db, Guid viewer, DateTimeOffset now) =>
        db.People.Where(person =>
            person.ProfileVersion > 0
            && !person.IsGuest
            && (!person.IsSuspended || person.SuspendedUntil <= now)
            && !db.HiddenFrom.Any(hidden => hidden.UserId == viewer && hidden.OtherId == person.Id)
        );

    /// <summary>Only the part about blocks, for counting users who are otherwise known to be visible.</summary>
    public static IQueryable<Guid> HiddenTo(this SocialDb db, Guid viewer) =>
        db.HiddenFrom.Where(hidden => hidden.UserId == viewer).Select(hidden => hidden.OtherId);

    /// <summary>The policy as an SQL condition.</summary>
    /// <param name="person">The alias of <c>people</c>.</param>
    /// <param name="viewer">The viewer's id: a parameter.</param>
    /// <param name="now">The present: a parameter.</param>
    public static string IsSeen(string person, string viewer, string now) =>
        $"""
            {person}.profile_version > 0 AND NOT {person}.is_guest AND (NOT {person}.is_suspended OR {person}.suspended_until <= {now})
            AND {IsNotHidden($"{person}.id", viewer)}
            """;

    /// <summary>
    /// Only the part about blocks, for users who are otherwise known to be visible. The list is read once for a statement.
    /// </summary>
    /// <param name="id">An expression: a user's id.</param>
    /// <param name="viewer">The viewer's id: a parameter.</param>
    public static string IsNotHidden(string id, string viewer) =>
        $"{id} <> ALL (ARRAY(SELECT hidden.other_id FROM hidden_from hidden WHERE hidden.user_id = {viewer}))";

    /// <summary>
    /// The people who stand in lists of people to get to know: a bot does not. Only a change of the profile can change it; lists and counts
    /// are maintained by it. Together with <c>NOT IN</c> <see cref="Unseen"/> it is <see cref="IsSeen"/> without bots.
    /// </summary>
    public static string IsListed(string person) => $"{person}.profile_version > 0 AND NOT {person}.is_guest AND NOT {person}.is_bot";

    /// <summary>
    /// The ids of those listed users whom the viewer does not see. They are few and found by indexes, and are subtracted from many.
    /// </summary>
    public static string Unseen(string viewer, string now) =>
        $"""
            SELECT hidden.other_id AS id FROM hidden_from hidden WHERE hidden.user_id = {viewer}
            UNION SELECT suspended.id FROM people suspended
            WHERE suspended.is_suspended AND (suspended.suspended_until IS NULL OR suspended.suspended_until > {now})
            """;
}
