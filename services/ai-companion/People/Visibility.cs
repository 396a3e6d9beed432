using Community.Companion.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.People;

/// <summary>
/// Who is seen by whom. Somebody who is not seen is answered for as somebody who does not exist, so that no answer tells a block from a missing
/// account. Guests, the suspended and the erased are seen by nobody; of two people one of whom blocks the other, neither sees the other.
/// </summary>
internal static class Visibility
{
    private static readonly string Seen = $"SELECT p.* FROM people p WHERE p.id = {{0}} AND {IsSeen("p", "{1}", "{2}")}";

    /// <summary>The person, if the viewer sees them.</summary>
    public static Task<Person?> FindSeenAsync(this CompanionDb db, Guid viewer, Guid id, DateTimeOffset now) =>
        db.People.FromSqlRaw(Seen, id, viewer, now).AsNoTracking().SingleOrDefaultAsync();

    /// <summary>Who is seen, as a condition of SQL.</summary>
    /// <param name="person">The alias of <c>people</c>.</param>
    /// <param name="viewer">The viewer's id: a parameter.</param>
    /// <param name="now">The present: a parameter.</param>
    public static string IsSeen(string person, string viewer, string now) =>
        $"""
        {person}.profile_version > 0 AND NOT {person}.is_guest AND (NOT {person}.is_suspended OR {person}.suspended_until <= {now})
        AND {IsNotHidden($"{person}.id", viewer)}
        """;

    /// <summary>Only the part about blocks.</summary>
    /// <param name="id">An expression: somebody's id.</param>
    /// <param name="viewer">The viewer's id: a parameter.</param>
    public static string IsNotHidden(string id, string viewer) =>
        $"{id} <> ALL (ARRAY(SELECT hidden.other_id FROM hidden_from hidden WHERE hidden.user_id = {viewer}))";
}
