using Community.Companion.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.People;

/// <summary>
/// Which users can see each other. A user who is not seen is treated as not existing, so that no answer reveals whether there is a block or
/// no account. Guests, suspended and erased users are never seen. If one of two people blocks the other, neither sees the other.
/// </summary>
internal static class Visibility
{
    private static readonly string Seen = $"SELECT p.* FROM people p WHERE p.id = {{0}} AND {IsSeen("p", "{1}", "{2}")}";

    /// <summary>The person, if the viewer may see them.</summary>
    public static Task<Person?> FindSeenAsync(this CompanionDb db, Guid viewer, Guid id, DateTimeOffset now) =>
        db.People.FromSqlRaw(Seen, id, viewer, now).AsNoTracking().SingleOrDefaultAsync();

    /// <summary>The condition under which a person is seen, as SQL.</summary>
    /// <param name="person">The alias of <c>people</c>.</param>
    /// <param name="viewer">The viewer's id: a parameter.</param>
    /// <param name="now">The present: a parameter.</param>
    public static string IsSeen(string person, string viewer, string now) =>
        $"""
            {person}.profile_version > 0 AND NOT {person}.is_guest AND {IsNotSuspended(person, now)}
            AND {IsNotHidden($"{person}.id", viewer)}
            """;

    /// <summary>Only the part about suspensions.</summary>
    /// <param name="person">The alias of <c>people</c>.</param>
    /// <param name="now">The present: a parameter.</param>
    public static string IsNotSuspended(string person, string now) => $"(NOT {person}.is_suspended OR {person}.suspended_until <= {now})";

    /// <summary>Only the part about blocks.</summary>
    /// <param name="id">An expression: a person's id.</param>
    /// <param name="viewer">The viewer's id: a parameter.</param>
    public static string IsNotHidden(string id, string viewer) =>
        $"{id} <> ALL (ARRAY(SELECT hidden.other_id FROM hidden_from hidden WHERE hidden.user_id = {viewer}))";
}
