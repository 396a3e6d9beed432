using Npgsql;

namespace Community.Bench.Fleet;

/// <summary>
/// 100,000 people with a heavy-tailed million connections, written into social's database by SQL; disposing deletes them. Their ids share a
/// prefix, by which the rows of an aborted run are found too.
/// </summary>
internal sealed class SeededPeople : IAsyncDisposable
{
    public const int People = 100_000;
    public const int Connections = 1_000_000;

    private const string First = "bebebebe-0000-7000-8000-000000000000";
    private const string Last = "bebebebe-0000-7000-8000-ffffffffffff";
    private const string IsSeeded = $"BETWEEN '{First}' AND '{Last}'";

    /// <summary>A person's id by number, in SQL.</summary>
    private const string IdOf = "('bebebebe-0000-7000-8000-' || lpad(to_hex({0}), 12, '0'))::uuid";

    // A realistic distribution of interests and regions: some very common, most rare.
    private static readonly string InsertPeople = $"""
        INSERT INTO people (id, profile_version, username, full_name, bio, region, city, age, gender, interests, identity_badge, created_at, region_key, search_name)
        SELECT {Id(
            "n"
        )}, 1, 'bench-' || n, 'Amal ' || substr(md5(n::text), 1, 8), 'Trail runner, bad at chess.', region, 'City ' || n % 500, 18 + n % 60,
            (ARRAY['female', 'male', NULL])[1 + n % 3],
            ARRAY(SELECT DISTINCT CASE t WHEN 3 THEN 'hiking' WHEN 20 THEN 'photography' ELSE 'topic ' || t END
                FROM (SELECT floor(400 * random() ^ 2)::integer FROM generate_series(1, 4 + n - n)) AS topics (t)),
            (ARRAY['Connector', 'Creator', 'Thinker', 'Builder', 'Explorer', 'Visionary', 'Calm Presence', 'Funny Friend', 'Listener', 'Leader'])[1 + n % 10],
            now() - (n * 7919 % {People}) * interval '1 minute', lower(region), 'bench-' || n || ' amal ' || substr(md5(n::text), 1, 8)
        FROM generate_series(1, {People}) n,
            LATERAL (SELECT CASE n % 20 WHEN 0 THEN 'Dubai' ELSE 'Region ' || floor(200 * random() ^ 2)::integer + n - n END) AS r (region)
        """;

    // Low numbers are drawn more often than high ones: the first have a few thousand connections, most have a dozen.
    private static readonly string InsertConnections = $"""
        WITH drawn AS (
            SELECT 1 + floor({People} * random() ^ 2.2)::integer AS one, 1 + floor({People} * random() ^ 1.3)::integer AS other
            FROM generate_series(1, {Connections + (Connections / 50)})),
        pairs AS (SELECT DISTINCT least(one, other) AS low, greatest(one, other) AS high FROM drawn WHERE one <> other LIMIT {Connections})
        INSERT INTO connection_edges (user_id, other_id, since)
        SELECT {Id("CASE side WHEN 0 THEN low ELSE high END")}, {Id(
            "CASE side WHEN 0 THEN high ELSE low END"
        )}, now() - high * interval '1 minute'
        FROM pairs, generate_series(0, 1) AS side
        """;

    private readonly NpgsqlDataSource _social;
    private readonly List<Guid> _members = [];

    private SeededPeople(string connectionString) => _social = NpgsqlDataSource.Create(connectionString);

    /// <summary>A person by number, from 1 to <see cref="People"/>; the lower the number, the more connections.</summary>
    public static Guid At(int number) => Guid.Parse($"{First[..24]}{number:x12}");

    /// <param name="connectionString">Of social's database.</param>
    public static async Task<SeededPeople> CreateAsync(string connectionString)
    {
        var seeded = new SeededPeople(connectionString);
        await seeded.RemoveAsync();
        await seeded.ExecuteAsync($"SELECT setseed(0.42); {InsertPeople}; {InsertConnections}");
        await seeded.VacuumAsync();
        return seeded;
    }

    /// <summary>Gives real members of the fleet connections with people drawn from the same distribution.</summary>
    /// <param name="members">Their ids.</param>
    /// <param name="each">How many connections each gets.</param>
    public async Task ConnectAsync(IReadOnlyCollection<Guid> members, int each)
    {
        _members.AddRange(members);
        await ExecuteAsync(
            $"""
            WITH pairs AS (
                SELECT DISTINCT m.id AS one, {Id($"1 + floor({People} * random() ^ 1.3)::integer")} AS other
                FROM unnest($1) AS m (id), generate_series(1, $2))
            INSERT INTO connection_edges (user_id, other_id, since)
            SELECT one, other, now() FROM pairs UNION ALL SELECT other, one, now() FROM pairs
            """,
            members.ToArray(),
            each
        );
    }

    public async ValueTask DisposeAsync()
    {
        await RemoveAsync();
        await _social.DisposeAsync();
    }

    private static string Id(string number) => IdOf.Replace("{0}", number, StringComparison.Ordinal);

    private async Task RemoveAsync()
    {
        await ExecuteAsync(
            $"DELETE FROM connection_edges WHERE user_id {IsSeeded} OR other_id {IsSeeded} OR user_id = ANY ($1) OR other_id = ANY ($1)",
            _members.ToArray()
        );
        await ExecuteAsync($"DELETE FROM people WHERE id {IsSeeded}");
        await VacuumAsync();
    }

    private async Task VacuumAsync()
    {
        foreach (var table in (string[])["people", "connection_edges", "people_by_interest"])
        {
            await ExecuteAsync($"VACUUM ANALYZE {table}");
        }
    }

    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = _social.CreateCommand(sql);
        command.CommandTimeout = 600;
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }
}
