using Community.ServiceDefaults.Data;

namespace Community.Social.Discovery;

/// <summary>
/// The part of <see cref="Compatibility"/> that many candidates are ordered by, in SQL: interests, region and badges, which are in a person's
/// own row and in <c>people_by_interest</c>, by their weights without analyses and before they are rounded.
/// </summary>
internal static class CandidatePoints
{
    /// <summary>An expression: points of a row of people, from 0.</summary>
    /// <param name="statement">Where it will be part of.</param>
    /// <param name="caller">With whom they are compared.</param>
    /// <param name="person">The alias of <c>people</c>, or of <see cref="NewestWith"/>.</param>
    public static string Sql(Statement statement, Caller caller, string person)
    {
        var weights = Compatibility.Weights.WithoutAnalyses;
        var (interests, rarities) = (statement.Parameter(caller.Interests), statement.Parameter(caller.Rarities));
        var (badges, complements) = (statement.Parameter(Badges.All.ToArray()), statement.Parameter(Badges.ComplementsOf(caller.Facts.Badge)));
        return FormattableString.Invariant(
            $"""
            CASE WHEN {person}.interests && {interests}::text[] THEN (
                SELECT {weights.Interests} * sum(of.rarity) / (sum(of.rarity) + {Compatibility.HalfRarity})
                FROM (SELECT ({rarities}::float8[])[array_position({interests}::text[], i)] AS rarity FROM unnest({person}.interests) i) AS of) ELSE 0 END
            + CASE WHEN {person}.region_key = {statement.Parameter(caller.Facts.RegionKey ?? "")} THEN {weights.Region} ELSE 0 END
            + {weights.Badges} * coalesce(({complements}::float8[])[array_position({badges}::text[], {person}.identity_badge)], 0)
            """);
    }

    /// <summary>
    /// Items of FROM, <c>p</c>: the newest who have each of these interests, once for each; their id, created_at, and the columns that
    /// points are made of. The list has copies of these columns: reading each person's own row by its key would cost the most of a search.
    /// </summary>
    /// <param name="interests">A parameter.</param>
    public static string NewestWith(string interests) =>
        $"""
        unnest({interests}::text[]) AS wanted, LATERAL (
            SELECT person_id AS id, created_at, interests, region_key, identity_badge FROM people_by_interest
            WHERE interest = wanted ORDER BY created_at DESC, person_id DESC LIMIT {PeopleSearch.NewestOfOne}) AS p
        """;
}
