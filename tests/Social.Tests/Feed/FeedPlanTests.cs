using Community.Social.Feed;
using Community.Testing;
using Npgsql;

namespace Community.Social.Tests.Feed;

/// <summary>
/// Among 100,000 people and as many activities, a feed is found without looking at all of either: whoever follows many finds a page
/// among everybody's newest, whoever follows few, or people who are quiet, at each of them.
/// </summary>
public sealed class FeedPlanTests(TestServers servers)
{
    private const int ReaderOfMany = 1;
    private const int ReaderOfFew = 2;
    private const int ReaderOfTheQuiet = 3;

    [Fact]
    public async Task EachReaderHasAPlan()
    {
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync("feed"));
        await SeedAsync(database);

        var many = await PlanAsync(database, ReaderOfMany, new ActivitySource.Followed());
        many.ShouldContain("Index Scan Backward using activities_pkey");
        many.ShouldNotContain("activities_actor on activities a_2 (actual", Case.Sensitive, "each person was looked at");

        foreach (var reader in (int[])[ReaderOfFew, ReaderOfTheQuiet])
        {
            (await PlanAsync(database, reader, new ActivitySource.Followed())).ShouldContain("activities_actor on activities a_2 (actual");
        }

        (await PlanAsync(database, ReaderOfFew, new ActivitySource.By(Person(500)))).ShouldContain("activities_actor");
        (await PlanAsync(database, ReaderOfFew, new ActivitySource.By(Person(500)), kind: "joined")).ShouldContain("activities_actor");
        var counts = await ExplainAsync(database, ActivityCounting.Statement, new("viewer", Person(ReaderOfFew)), new("id", Person(500)), new("now", TimeProvider.System.GetUtcNow()));
        foreach (var plan in (string[])[many, counts])
        {
            foreach (var table in (string[])["activities", "people", "follows", "events", "rsvps"])
            {
                plan.ShouldNotContain($"Seq Scan on {table}");
            }
        }
    }

    private static Guid Person(int number) => Guid.Parse($"00000000-0000-7000-8000-{number:x12}");

    private static async Task SeedAsync(NpgsqlDataSource database)
    {
        var assembly = typeof(ActivityReader).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            await ExecuteAsync(database, await new StreamReader(assembly.GetManifestResourceStream(name)!).ReadToEndAsync());
        }

        await ExecuteAsync(database, """
            CREATE FUNCTION person(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
            INSERT INTO people (id, profile_version, username, created_at, search_name)
            SELECT person(n), 1, 'user' || n, now(), 'user' || n FROM generate_series(1, 100000) n;
            INSERT INTO events (id, version, organizer_id, name, visibility, starts_at) SELECT person(n), 1, person(n), 'Bake', 'public', now() FROM generate_series(1, 20000) n;
            INSERT INTO rsvps (id, event_id, user_id, confirmed_version, has_arrived) SELECT gen_random_uuid(), person(n % 20000 + 1), person(n), 1, true FROM generate_series(1, 50000) n;
            -- The first 80,000 do things, the others are quiet.
            INSERT INTO activities (id, actor_id, kind, occurred_at, user_id, source_id)
            SELECT ('0198c0de-' || lpad(to_hex(n / 65536), 4, '0') || '-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, person(n * 7919 % 80000 + 1), 'followed', now(), person(n), gen_random_uuid()
            FROM generate_series(1, 100000) n;
            INSERT INTO follows (id, follower_id, followed_id, version, is_following, since)
            SELECT gen_random_uuid(), person(1), person(n * 13 % 80000 + 10), 1, true, now() FROM generate_series(1, 5000) n UNION ALL
            SELECT gen_random_uuid(), person(2), person(n * 13 % 80000 + 10), 1, true, now() FROM generate_series(1, 20) n UNION ALL
            SELECT gen_random_uuid(), person(3), person(n + 90000), 1, true, now() FROM generate_series(1, 5000) n UNION ALL
            SELECT gen_random_uuid(), person(n), person(n + 1), 1, true, now() FROM generate_series(10, 50000) n UNION ALL
            SELECT gen_random_uuid(), person(n), person(500), 1, true, now() FROM generate_series(600, 5600) n;
            """);
        await ExecuteAsync(database, "VACUUM ANALYZE");
    }

    private static async Task<string> PlanAsync(NpgsqlDataSource database, int reader, ActivitySource source, string? kind = null)
    {
        using var statement = ActivityReader.Statement(Person(reader), source, kind, Guid.AllBitsSet, 64, 21, TimeProvider.System.GetUtcNow());
        return await ExplainAsync(database, statement.CommandText, [.. statement.Parameters.Cast<NpgsqlParameter>().Select(parameter => parameter.Clone())]);
    }

    private static async Task<string> ExplainAsync(NpgsqlDataSource database, string sql, params NpgsqlParameter[] parameters)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("EXPLAIN (ANALYZE, COSTS OFF) " + sql, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 120;
        await command.ExecuteNonQueryAsync();
    }
}
