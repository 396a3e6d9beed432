using Community.ServiceDefaults.Data;

namespace Community.Social.Discovery;

/// <summary>
/// The part of <see cref="Compatibility"/> that many candidates are ordered by, in SQL: interests, region and badges, which are in a person's
/// own row and in <c>people_by_interest</c>, by their weights without analyses and before they are rounded.
/// </summary>
internal static class CandidatePoints
{
    /// <summary>Statements have room for a multiple of so many interests: few different ones, each of which stays prepared.</summary>
    private const int Room = 4;

    /// <summary>An expression: points of a row of people, from 0.</summary>
    /// <param name="statement">Where it will be part of.</param>
    /// <param name="caller">With whom they are compared.</param>
    /// <param name="person">The alias of <c>people</c>, or of <see cref="NewestWith"/>.</param>
    public static string Sql(Statement statement, Caller caller, string person)
    {
        var weights = Compatibility.Weights.WithoutAnalyses;
        var (badges, complements) = (statement.Parameter(Badges.All.ToArray()), statement.Parameter(Badges.ComplementsOf(caller.Facts.Badge)));
        return FormattableString.Invariant(
            $"""
            {OfInterests(statement, caller, person)}
            + CASE WHEN {person}.region_key = {statement.Parameter(caller.Facts.RegionKey ?? "")} THEN {weights.Region} ELSE 0 END
            + {weights.Badges} * coalesce(({complements}::float8[])[array_position({badges}::text[], {person}.identity_badge)], 0)
            """);
    }

    /// <summary>
    /// The weight times r / (r + h), written so that r, the sum of the shared interests' rarity, is in it once: each interest is asked for by itself, since a subselect that adds them up costs some
    /// microseconds for each of a thousand candidates.
    /// </summary>
    private static string OfInterests(Statement statement, Caller caller, string person)
    {
        var (weight, count) = (Compatibility.Weights.WithoutAnalyses.Interests, caller.Interests.Length);
        if (count == 0)
        {
            return "0";
        }

        var empty = (Room - (count % Room)) % Room;
        var interests = statement.Parameter<string?[]>([.. caller.Interests, .. Enumerable.Repeat<string?>(null, empty)]);
        var rarities = statement.Parameter<double[]>([.. caller.Rarities, .. Enumerable.Repeat(0.0, empty)]);
        var rarity = string.Join(" + ", Enumerable.Range(1, count + empty).Select(number =>
            $"CASE WHEN ({interests}::text[])[{number}] = ANY ({person}.interests) THEN ({rarities}::float8[])[{number}] ELSE 0 END"));
        return FormattableString.Invariant(
            $"CASE WHEN {person}.interests && {interests}::text[] THEN {weight} - {weight * Compatibility.HalfRarity} / ({Compatibility.HalfRarity} + ({rarity})) ELSE 0 END");
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
