using Community.ServiceDefaults.Data;
using Npgsql;

namespace Community.Social.Discovery;

/// <summary>Who looks around, as far as discovery needs to know.</summary>
/// <param name="Id">Whose request it is; there need not be anything known of them yet.</param>
/// <param name="Region">As the person wrote it.</param>
/// <param name="Facts">What they are compared by.</param>
/// <param name="Rarity">Of the person's interests.</param>
internal sealed record Caller(Guid Id, string? Region, CompatibilityFacts Facts, InterestRarity Rarity)
{
    /// <summary>How many interests are looked for in other people: the rarest.</summary>
    private const int MostSought = 12;

    /// <summary>Of the caller's interests the rarest: who shares one of these is looked for.</summary>
    public string[] Sought => [.. Facts.Interests.OrderByDescending(Rarity.Of).ThenBy(interest => interest, StringComparer.Ordinal).Take(MostSought)];

    /// <summary>All interests, in the order of the alphabet: sums of rarities are then rounded in the same way each time.</summary>
    public string[] Interests => [.. Facts.Interests.Order(StringComparer.Ordinal)];

    /// <summary>Of <see cref="Interests"/>, in their order.</summary>
    public double[] Rarities => [.. Interests.Select(Rarity.Of)];
}

/// <summary>Reads who calls.</summary>
internal sealed class Callers(NpgsqlDataSource database)
{
    public async Task<Caller> FindAsync(Guid id, CancellationToken cancel)
    {
        await using var command = Statement(id);
        await using var connection = await database.OpenConnectionAsync(cancel);
        command.Connection = connection;
        await using var row = await command.ExecuteReaderAsync(cancel);
        if (!await row.ReadAsync(cancel))
        {
            return new(id, null, CompatibilityFacts.None, new(0, new Dictionary<string, long>(StringComparer.Ordinal)));
        }

        var interests = row.GetFieldValue<string[]>(0);
        var having = row.GetFieldValue<long[]>(1);
        return new(
            id,
            row.TextOrNull(2),
            new(interests, row.TextOrNull(3), row.TextOrNull(4), row.IsDBNull(5) ? null : row.GetFieldValue<string[]>(5).ToHashSet(StringComparer.Ordinal)),
            new(row.GetInt64(6), interests.Zip(having).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal)));
    }

    /// <summary>Interests, how many people have each, region, its key, badge, what was analysed, how many people there are.</summary>
    internal static NpgsqlCommand Statement(Guid id)
    {
        var statement = new Statement();
        return statement.Add(
            $"""
            SELECT p.interests,
                ARRAY(SELECT coalesce(c.people, 0) FROM unnest(p.interests) WITH ORDINALITY AS i (interest, number)
                    LEFT JOIN people_counts c ON c.kind = 'interest' AND c.key = i.interest ORDER BY i.number),
                p.region, p.region_key, p.identity_badge, {AnalysisColumn}, coalesce((SELECT people FROM people_counts WHERE kind = 'all' AND key = ''), 0)
            FROM (SELECT id, region, region_key, identity_badge, ARRAY(SELECT DISTINCT unnest(interests)) AS interests FROM people
                WHERE id = {statement.Parameter(id)} AND profile_version > 0) p
                LEFT JOIN profile_analyses a ON a.user_id = p.id
            """).ToCommand();
    }

    /// <summary>Of <c>profile_analyses a</c>: skills and traits in one set, in which a skill is never taken for a trait.</summary>
    public const string AnalysisColumn =
        "CASE WHEN a.user_id IS NOT NULL THEN ARRAY(SELECT 'skill ' || s FROM unnest(a.skills) s UNION SELECT 'trait ' || t FROM unnest(a.traits) t) END";
}

internal static class RowExtensions
{
    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
