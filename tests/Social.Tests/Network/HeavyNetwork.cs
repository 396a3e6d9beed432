using System.Text.RegularExpressions;
using Community.Platform.Data;
using Community.Social.Data;
using Community.Testing;
using Npgsql;

namespace Community.Social.Tests.Network;

/// <summary>
/// 100,000 people with a heavy-tailed million connections: the first has about five thousand, most have a dozen. They are in a separate
/// database, because the service's other tests must not see them.
/// </summary>
public sealed partial class HeavyNetwork(TestServers servers) : IAsyncLifetime
{
    public const int People = 100_000;
    public const int Connections = 1_000_000;

    public NpgsqlDataSource Database { get; private set; } = null!;

    /// <summary>A person by number, from 1; a lower number has more connections.</summary>
    public static Guid At(int number) => Guid.Parse($"00000000-0000-7000-8000-{number:x12}");

    public async ValueTask InitializeAsync()
    {
        Database = await servers.CreateBareDatabaseAsync("heavy", typeof(SocialDb).Assembly);
        await Database.ExecuteAsync(
            $"""
            SELECT setseed(0.42);
            SET maintenance_work_mem = '256MB';
            SET work_mem = '128MB';
            INSERT INTO people (id, profile_version, username, region, region_key, age, gender_key, identity_badge, interests, created_at, search_name, is_suspended)
            SELECT {IdOf("n")}, 1, 'user' || n, 'Region', 'region ' || n % 500, 18 + n % 60, (ARRAY['female', 'male'])[1 + n % 2],
                (ARRAY['Connector', 'Creator', 'Thinker', 'Builder', 'Explorer', 'Visionary', 'Calm Presence', 'Funny Friend', 'Listener', 'Leader'])[1 + n % 10],
                ARRAY['interest' || n % 300, 'interest' || n % 7 + 1000], timestamptz '2026-01-01' + (n * 7919 % {People}) * interval '1 second', md5(n::text), n % 1000 = 999
            FROM generate_series(1, {People}) AS n;
            INSERT INTO boosts (user_id, version, boosted_until) SELECT {IdOf(
                "n"
            )}, 1, 'infinity' FROM generate_series(11, {People}, 1000) AS n;
            INSERT INTO entitlements (user_id, version, plan, codes) SELECT {IdOf(
                "n"
            )}, 1, 'elite', ARRAY['priority_visibility'] FROM generate_series(12, {People}, 50) AS n;
            INSERT INTO blocks (id, blocker_id, blocked_id, version, is_blocked, since)
            SELECT gen_random_uuid(), {IdOf("n")}, {IdOf("n + 7")}, 1, true, now() FROM generate_series(1, {People} - 7, 10) AS n;
            INSERT INTO connections (id, low_id, high_id, from_id, to_id, status, version, requested_at)
            SELECT gen_random_uuid(), {IdOf("n")}, {IdOf("n + 3")}, {IdOf("n")}, {IdOf(
                "n + 3"
            )}, 'pending', 1, now() FROM generate_series(1, {People} - 3, 5) AS n;
            -- Indexes are quicker made than kept.
            ALTER TABLE connection_edges DROP CONSTRAINT connection_edges_pkey;
            DROP INDEX connection_edges_since;
            WITH drawn AS (
                SELECT 1 + floor({People} * random() ^ 2.2)::integer AS one, 1 + floor({People} * random() ^ 1.3)::integer AS other
                FROM generate_series(1, {Connections + (Connections / 50)})),
            pairs AS (SELECT DISTINCT least(one, other) AS low, greatest(one, other) AS high FROM drawn WHERE one <> other LIMIT {Connections})
            INSERT INTO connection_edges (user_id, other_id, since)
            SELECT {IdOf("CASE side WHEN 0 THEN low ELSE high END")}, {IdOf(
                "CASE side WHEN 0 THEN high ELSE low END"
            )}, timestamptz '2026-01-01' + high * interval '1 minute'
            FROM pairs, generate_series(0, 1) AS side;
            ALTER TABLE connection_edges ADD PRIMARY KEY (user_id, other_id);
            CREATE INDEX connection_edges_since ON connection_edges (user_id, since DESC, other_id);
            INSERT INTO communities (id, version, kind, name, visibility, member_count, created_by, created_at, updated_at, search_name)
            SELECT {IdOf("n")}, 1, 'group', 'Group ' || n, 'public', 200, {IdOf(
                "n"
            )}, now(), now(), 'group' FROM generate_series(1, 500) AS n;
            INSERT INTO community_members (id, community_id, user_id, version, is_member, role, joined_at)
            SELECT gen_random_uuid(), {IdOf("1 + n % 500")}, {IdOf("n")}, 1, true, 'member', now() FROM generate_series(1, {People}) AS n;
            INSERT INTO suggestion_dismissals (user_id, dismissed_id, dismissed_at)
            SELECT {IdOf("n")}, {IdOf("n + 1")}, now() FROM generate_series(1, {People} - 1, 10) AS n;
            """
        );
        foreach (
            var table in (string[])
                [
                    "people",
                    "people_by_interest",
                    "connection_edges",
                    "connections",
                    "blocks",
                    "community_members",
                    "people_counts",
                    "entitlements",
                ]
        )
        {
            await Database.ExecuteAsync($"VACUUM ANALYZE {table}");
        }
    }

    public async ValueTask DisposeAsync() => await Database.DisposeAsync();

    /// <summary>The plan of the statement's second run. It never reads a whole table that can grow.</summary>
    public async Task<string> PlanAsync(NpgsqlCommand statement, ITestOutputHelper output)
    {
        await using (var connection = await Database.OpenConnectionAsync())
        {
            statement.Connection = connection;
            await statement.ExecuteNonQueryAsync();
        }

        var plan = await Database.ExplainAsync(statement, output);
        WholeTable().Matches(plan).Select(match => match.Value).ShouldBeEmpty(plan);
        return plan;
    }

    /// <summary>The plan of a statement for all values. It never reads a whole table that can grow.</summary>
    public async Task<string> PlannedOnceAsync(Statement statement, ITestOutputHelper output)
    {
        await using var connection = await Database.OpenConnectionAsync();
        await using (
            var explained = new NpgsqlCommand(
                "LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; SET auto_explain.log_analyze = on; SET auto_explain.log_level = notice",
                connection
            )
        )
        {
            await explained.ExecuteNonQueryAsync();
        }

        var plans = new List<string>();
        connection.Notice += (_, notice) => plans.Add(notice.Notice.MessageText);
        await statement.ReadPlannedOnceAsync(connection, _ => true, TestContext.Current.CancellationToken);
        await using (var silent = new NpgsqlCommand("SET auto_explain.log_min_duration = -1", connection))
        {
            await silent.ExecuteNonQueryAsync();
        }

        var plan = plans.Single(text => text.Contains("WITH connected", StringComparison.Ordinal));
        output.WriteLine(plan);
        // The plan does not know the caller's value.
        plan.ShouldContain("(user_id = $1)");
        WholeTable().Matches(plan).Select(match => match.Value).ShouldBeEmpty(plan);
        return plan;
    }

    private static string IdOf(string number) => $"('00000000-0000-7000-8000-' || lpad(to_hex({number}), 12, '0'))::uuid";

    [GeneratedRegex(
        @"Seq Scan on (people|people_by_interest|connection_edges|connections|blocks|community_members|suggestion_dismissals)\b(?!_)[^(]*\(cost=\S+ rows=\d+ width=\d+\) \(actual[^)]*\)"
    )]
    private static partial Regex WholeTable();
}

[CollectionDefinition(nameof(HeavyTests))]
public sealed class HeavyTests : ICollectionFixture<HeavyNetwork>;
