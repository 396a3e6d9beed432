using Community.Platform.Data;
using Npgsql;

namespace Community.Social.Discovery;

/// <summary>The caller, with the data that discovery needs.</summary>
/// <param name="Id">The caller's id; there may be no data about them yet.</param>
/// <param name="Region">In the user's own spelling.</param>
/// <param name="Facts">The data for compatibility.</param>
/// <param name="Rarity">The rarity of the user's interests.</param>
internal sealed record Caller(Guid Id, string? Region, CompatibilityFacts Facts, InterestRarity Rarity)
{
    /// <summary>For how many of the caller's rarest interests other users are searched.</summary>
    private const int MostSought = 12;

    /// <summary>The caller's rarest interests: users who share one of them are searched.</summary>
    public string[] Sought =>
        [.. Facts.Interests.OrderByDescending(Rarity.Of).ThenBy(interest => interest, StringComparer.Ordinal).Take(MostSought)];

    /// <summary>All interests in alphabetical order, so that sums of rarities are always rounded in the same way.</summary>
    public string[] Interests => [.. Facts.Interests.Order(StringComparer.Ordinal)];

    /// <summary>The rarities of <see cref="Interests"/>, in their order.</summary>
    public double[] Rarities => [.. Interests.Select(Rarity.Of)];
}

/// <summary>Reads the caller.</summary>
internal sealed class Callers(NpgsqlDataSource database)
{
    public async Task<Caller> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = Statement(id);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        command.Connection = connection;
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
        {
            return new(id, null, CompatibilityFacts.None, new(0, new Dictionary<string, long>(StringComparer.Ordinal)));
        }

        var interests = row.Get<string[]>("interests");
        var having = row.Get<long[]>("having");
        return new(
            id,
            row.GetTextOrNull("region"),
            new(
                interests,
                row.GetTextOrNull("region_key"),
                row.GetTextOrNull("identity_badge"),
                row.IsNull("analysis") ? null : row.Get<string[]>("analysis").ToHashSet(StringComparer.Ordinal)
            ),
            new(
                row.Get<long>("people"),
                interests.Zip(having).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal)
            )
        );
    }

    /// <summary>
    /// Reads the interests, the number of users with each, the region, its key, the badge, the analysis, and the number of users.
    /// </summary>
    internal static NpgsqlCommand Statement(Guid id)
    {
        var statement = new Statement();
        return statement
            .Add(
                $"""
                SELECT p.interests,
                    ARRAY(SELECT coalesce(c.people, 0) FROM unnest(p.interests) WITH ORDINALITY AS i (interest, number)
                        LEFT JOIN people_counts c ON c.kind = 'interest' AND c.key = i.interest ORDER BY i.number) AS having,
                    p.region, p.region_key, p.identity_badge, {AnalysisColumn} AS analysis, coalesce((SELECT people FROM people_counts WHERE kind = 'all' AND key = ''), 0) AS people
                FROM (SELECT id, region, region_key, identity_badge, ARRAY(SELECT DISTINCT unnest(interests)) AS interests FROM people
                    WHERE id = {statement.Parameter(id)} AND profile_version > 0) p
                    LEFT JOIN profile_analyses a ON a.user_id = p.id
                """
            )
            .ToCommand();
    }

    /// <summary>Of <c>profile_analyses a</c>: skills and traits in one set, in which a skill never equals a trait.</summary>
    public const string AnalysisColumn =
        "CASE WHEN a.user_id IS NOT NULL THEN ARRAY(SELECT 'skill ' || s FROM unnest(a.skills) s UNION SELECT 'trait ' || t FROM unnest(a.traits) t) END";
}
