using System.Runtime.CompilerServices;
using Community.Social.Connections;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Discovery;

/// <summary>
/// The compatibility of two given users. It is read through the request's own context, so that it sees an open transaction.
/// </summary>
internal sealed class CompatibilityReader(SocialDb db, TimeProvider clock) : ICompatibilityScores
{
    /// <summary>Both users with their relation; {0} and {1} are the two, {2} the present.</summary>
    private static readonly string Sql = $$"""
        SELECT p.id, p.region_key, p.identity_badge AS badge, p.interests,
            ARRAY(SELECT coalesce(c.people, 0) FROM unnest(p.interests) WITH ORDINALITY AS i (interest, number)
                LEFT JOIN people_counts c ON c.kind = 'interest' AND c.key = i.interest ORDER BY i.number) AS having,
            {{Callers.AnalysisColumn}} AS analysis,
            coalesce((SELECT people FROM people_counts WHERE kind = 'all' AND key = ''), 0) AS people,
            (SELECT count(*) FROM connection_edges mine JOIN connection_edges theirs USING (other_id)
                JOIN people mutual ON mutual.id = mine.other_id AND {{Visibility.IsSeen("mutual", "{0}", "{2}")}}
                WHERE mine.user_id = {0} AND theirs.user_id = {1})::integer AS mutual
        FROM people p LEFT JOIN profile_analyses a ON a.user_id = p.id
        WHERE p.id IN ({0}, {1}) AND p.profile_version > 0
        """;

    public async Task<int?> ScoreAsync(Guid one, Guid other) => (await FindAsync(one, other))?.Score.Score;

    /// <summary>Null if there is no data about one of the two.</summary>
    public async Task<(CompatibilityScore Score, int MutualConnections)?> FindAsync(Guid one, Guid other)
    {
        var people = await db.Database.SqlQuery<Row>(FormattableStringFactory.Create(Sql, one, other, clock.GetUtcNow())).ToListAsync();
        if (people.Find(person => person.Id == one) is not { } first || people.Find(person => person.Id == other) is not { } second)
        {
            return null;
        }

        var having = first
            .Interests.Zip(first.Having)
            .DistinctBy(pair => pair.First, StringComparer.Ordinal)
            .ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        return (Compatibility.Of(first.Facts, second.Facts, first.Mutual, new(first.People, having)), first.Mutual);
    }

    private sealed record Row(
        Guid Id,
        string? RegionKey,
        string? Badge,
        string[] Interests,
        long[] Having,
        string[]? Analysis,
        long People,
        int Mutual
    )
    {
        public CompatibilityFacts Facts => new(Interests, RegionKey, Badge, Analysis?.ToHashSet(StringComparer.Ordinal));
    }
}
