using Community.Social.Data;
using Community.Social.Feed;
using Community.Testing;
using Npgsql;

namespace Community.Social.Tests.Feed;

/// <summary>
/// Among 100,000 people and as many activities, a feed is found without reading all of either. For a user who follows many people, the page
/// is found among the newest activities of all people; for a user who follows few or quiet people, at each of them.
/// </summary>
public sealed class FeedPlanTests(TestServers servers, ITestOutputHelper output)
{
    private const int ReaderOfMany = 1;
    private const int ReaderOfFew = 2;
    private const int ReaderOfTheQuiet = 3;

    [Fact]
    public async Task EachReaderHasAPlan()
    {
        await using var database = await servers.CreateBareDatabaseAsync("feed", typeof(SocialDb).Assembly);
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
        var counts = await ExplainAsync(
            database,
            new(ActivityCounting.Statement)
            {
                Parameters = { new("viewer", Person(ReaderOfFew)), new("id", Person(500)), new("now", TimeProvider.System.GetUtcNow()) },
            }
        );
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
        await database.ExecuteAsync(
            """
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
            """
        );
        await database.ExecuteAsync("VACUUM ANALYZE");
    }

    private Task<string> PlanAsync(NpgsqlDataSource database, int reader, ActivitySource source, string? kind = null) =>
        ExplainAsync(
            database,
            ActivityReader.Statement(Person(reader), source, kind, Guid.AllBitsSet, 64, 21, TimeProvider.System.GetUtcNow())
        );

    private Task<string> ExplainAsync(NpgsqlDataSource database, NpgsqlCommand statement) =>
        database.ExplainAsync(statement, output, "ANALYZE, COSTS OFF");
}
