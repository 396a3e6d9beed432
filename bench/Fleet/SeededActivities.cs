using Npgsql;

namespace Community.Bench.Fleet;

/// <summary>
/// A million activities of the <see cref="SeededPeople"/> over the last year, with events and follows, written into social's database by
/// SQL; disposing deletes them. One of the people is followed by 50,000, another by 5.
/// </summary>
internal sealed class SeededActivities : IAsyncDisposable
{
    public const int Activities = 1_000_000;
    private const int Events = 10_000;
    private const int ManyFollowers = 50_000;
    private const int FewFollowers = 5;

    /// <summary>A UUIDv7 made from a time and a number, in SQL.</summary>
    private const string IdOf =
        "(lpad(to_hex((extract(epoch FROM {0}) * 1000)::bigint), 12, '0') || '7' || substr(md5({1}::text), 1, 3) || '8' || substr(md5({1}::text), 4, 15))::uuid";

    private static readonly string InsertActivities = $"""
        INSERT INTO activities (id, actor_id, kind, occurred_at, user_id, event_id, text, source_id)
        SELECT {Id("at", "n")}, {Person("1 + (n::bigint * 48271) % $1")}, kind, at,
            CASE WHEN kind = 'followed' THEN {Person("1 + (n::bigint * 7919 + 1) % $1")} END,
            CASE WHEN kind = 'rsvp' THEN {Event("1 + n % $2")} END, CASE WHEN kind = 'badge_earned' THEN 'Early bird' END, gen_random_uuid()
        FROM generate_series(1, $3) AS n,
            LATERAL (SELECT now() - n * interval '30 seconds' AS at, (ARRAY['followed', 'rsvp', 'badge_earned'])[1 + n % 3] AS kind) AS deed
        """;

    private readonly NpgsqlDataSource _social;
    private readonly List<Guid> _readers = [];

    private SeededActivities(string connectionString) => _social = NpgsqlDataSource.Create(connectionString);

    /// <summary>The person with 50,000 followers.</summary>
    public static Guid Famous => SeededPeople.At(SeededPeople.People - 1);

    /// <summary>The person with 5 followers.</summary>
    public static Guid Quiet => SeededPeople.At(SeededPeople.People);

    /// <summary>A statement that writes a new activity of a person, as services/social/Feed/ActivityLog.cs does.</summary>
    public static string Recording(Guid actor) =>
        $"""
            WITH held AS MATERIALIZED (SELECT is_erased FROM people WHERE id IN ('{actor}', NULL) FOR SHARE)
            INSERT INTO activities (id, actor_id, kind, occurred_at, text, source_id)
            SELECT {Id("clock_timestamp()", "random()")}, '{actor}', 'badge_earned', now(), 'Early bird', gen_random_uuid()
            WHERE NOT EXISTS (SELECT FROM held WHERE is_erased) AND NOT EXISTS (SELECT FROM removed_content WHERE id IN (NULL::uuid))
            ON CONFLICT (source_id, actor_id, kind) DO NOTHING
            """;

    /// <param name="connectionString">Of social's database, which the seeded people are in.</param>
    public static async Task<SeededActivities> CreateAsync(string connectionString)
    {
        var seeded = new SeededActivities(connectionString);
        await seeded.RemoveAsync();
        await seeded.ExecuteAsync(
            $"INSERT INTO events (id, version, organizer_id, name, visibility, starts_at) SELECT {Event("n")}, 1, {Person("n")}, 'Evening bake', 'public', now() FROM generate_series(1, $1) AS n",
            Events
        );
        await seeded.ExecuteAsync(InsertActivities, SeededPeople.People, Events, Activities);
        await seeded.FollowAsync(Famous, ManyFollowers);
        await seeded.FollowAsync(Quiet, FewFollowers);
        await seeded.VacuumAsync();
        return seeded;
    }

    /// <summary>Lets real members of the fleet follow people, spread evenly over all.</summary>
    /// <param name="readers">Their ids.</param>
    /// <param name="each">How many each follows.</param>
    public async Task FollowAsync(IReadOnlyCollection<Guid> readers, int each)
    {
        _readers.AddRange(readers);
        await ExecuteAsync(
            $"""
            INSERT INTO follows (id, follower_id, followed_id, version, is_following, since)
            SELECT gen_random_uuid(), reader.id, {Person("1 + (number * 7907 + reader.ordinal * 31) % $3")}, 1, true, now()
            FROM unnest($1) WITH ORDINALITY AS reader (id, ordinal), generate_series(1, $2) AS number
            ON CONFLICT DO NOTHING
            """,
            readers.ToArray(),
            each,
            SeededPeople.People
        );
        await VacuumAsync();
    }

    /// <summary>Some of the activities, at random.</summary>
    public async Task<IReadOnlyList<Guid>> SomeAsync(int count)
    {
        var ids = new List<Guid>(count);
        await using var command = _social.CreateCommand("SELECT id FROM activities TABLESAMPLE SYSTEM (1) LIMIT $1");
        command.Parameters.Add(new() { Value = count });
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            ids.Add(row.GetGuid(0));
        }

        return ids;
    }

    public async ValueTask DisposeAsync()
    {
        await RemoveAsync();
        await _social.DisposeAsync();
    }

    private static string Id(string time, string number) =>
        IdOf.Replace("{0}", time, StringComparison.Ordinal).Replace("{1}", number, StringComparison.Ordinal);

    private static string Person(string number) => $"('{SeededPeople.At(0).ToString()[..24]}' || lpad(to_hex({number}), 12, '0'))::uuid";

    private static string Event(string number) => Person(number);

    private Task FollowAsync(Guid followed, int followers) =>
        ExecuteAsync(
            $"""
            INSERT INTO follows (id, follower_id, followed_id, version, is_following, since)
            SELECT gen_random_uuid(), {Person("number")}, $1, 1, true, now() FROM generate_series(1, $2) AS number
            """,
            followed,
            followers
        );

    private async Task RemoveAsync()
    {
        var (first, last) = (SeededPeople.At(0), SeededPeople.At(int.MaxValue));
        await ExecuteAsync("DELETE FROM activities WHERE actor_id BETWEEN $1 AND $2", first, last);
        await ExecuteAsync("DELETE FROM follows WHERE followed_id BETWEEN $1 AND $2", first, last);
        await ExecuteAsync("DELETE FROM events WHERE id BETWEEN $1 AND $2", first, last);
        await ExecuteAsync("DELETE FROM follows WHERE follower_id = ANY ($1)", _readers.ToArray());
        await VacuumAsync();
    }

    private async Task VacuumAsync()
    {
        foreach (var table in (string[])["activities", "follows", "events"])
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
