using Community.Platform.Data;

namespace Community.Social.Discovery;

/// <summary>
/// The part of <see cref="Compatibility"/> by which many candidates are ordered, in SQL. It uses interests, region and badges, which are in
/// a user's own row and in <c>people_by_interest</c>, with the weights without analyses and before rounding.
/// </summary>
internal static class CandidatePoints
{
    /// <summary>
    /// Statements have room for a multiple of this number of interests, so that there are few different statements and each stays prepared.
    /// </summary>
    private const int Room = 4;

    /// <summary>An expression: the points of a row of users, from 0.</summary>
    /// <param name="statement">The statement that will have it.</param>
    /// <param name="caller">The user with whom they are compared.</param>
    /// <param name="person">The alias of <c>people</c>, or of <see cref="NewestWith"/>.</param>
    public static string Sql(Statement statement, Caller caller, string person)
    {
        var weights = Compatibility.Weights.WithoutAnalyses;
        var (badges, complements) = (
            statement.Parameter(Badges.All.ToArray()),
            statement.Parameter(Badges.ComplementsOf(caller.Facts.Badge))
        );
        return FormattableString.Invariant(
            $"""
            {OfInterests(statement, caller, person)}
            + CASE WHEN {person}.region_key = {statement.Parameter(caller.Facts.RegionKey ?? "")} THEN {weights.Region} ELSE 0 END
            + {weights.Badges} * coalesce(({complements}::float8[])[array_position({badges}::text[], {person}.identity_badge)], 0)
            """
        );
    }

    /// <summary>
    /// The weight times r / (r + h), written so that r, the sum of the shared interests' rarity, occurs once. Each interest has its own
    /// condition, since a subselect that adds them up costs some microseconds for each of a thousand candidates.
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
        var rarity = string.Join(
            " + ",
            Enumerable
                .Range(1, count + empty)
                .Select(number =>
                    $"CASE WHEN ({interests}::text[])[{number}] = ANY ({person}.interests) THEN ({rarities}::float8[])[{number}] ELSE 0 END"
                )
        );
        return FormattableString.Invariant(
            $"CASE WHEN {person}.interests && {interests}::text[] THEN {weight} - {weight * Compatibility.HalfRarity} / ({Compatibility.HalfRarity} + ({rarity})) ELSE 0 END"
        );
    }

    /// <summary>
    /// Items of FROM, <c>p</c>: the newest users with each of these interests, once for each. They have the id, created_at, and the columns
    /// that the points need. The list has copies of these columns: reading each user's own row by its key would be the largest part of a
    /// search's cost.
    /// </summary>
    /// <param name="interests">A parameter.</param>
    /// <param name="until">A parameter: only users who registered until then; null: all.</param>
    public static string NewestWith(string interests, string? until) =>
        $"""
            unnest({interests}::text[]) AS requested, LATERAL (
                SELECT person_id AS id, created_at, interests, region_key, identity_badge FROM people_by_interest
                WHERE interest = requested{(
                until is null ? "" : $" AND created_at <= {until}"
            )} ORDER BY created_at DESC, person_id DESC LIMIT {PeopleSearch.NewestOfOne}) AS p
            """;
}
