using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;
using Npgsql;

namespace Community.Bench.Scenarios;

/// <summary>
/// The log of a person with 200 channels, through the gateway: the whole state, a change after 500 missed messages and an answer without
/// changes, beside a page of messages. And the cost of the log's stamps for the writes of a message.
/// </summary>
internal static class SyncScenario
{
    private const int Readers = 16;
    private const int Channels = 200;
    private const int Messages = 600;
    private const int Missed = 500;
    private const int PgbenchConnections = 16;
    private const double LeastOfPage = 1.0 / 3;
    private const double LeastOfUnstamped = 1 / 1.3;
    private const string Page = "a page of 50 messages";
    private const string Whole = "whole state, 200 channels";
    private const string Changed = "after 500 missed messages";
    private const string Nothing = "no changes";
    private const string Unstamped = "a message's writes without stamps";
    private const string Stamped = "a message's writes";

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        var fleet = await RunningFleet.FindUnlimitedAsync(options.Dashboard);
        var database = fleet.ConnectionString("messaging");
        using var folder = new TemporaryFolder();
        await using var members = new Members(fleet);
        await members.AddGuestsAsync(Readers);
        await using var source = NpgsqlDataSource.Create(database);
        var community = Guid.CreateVersion7();
        Guid[] threads = [.. Enumerable.Range(0, Channels).Select(_ => Guid.CreateVersion7())];
        try
        {
            Progress.Show($"adding {Channels} threads for {Readers} readers");
            await SeedAsync(source, community, threads, [.. members.All.Select(member => member.Id)]);
            var before = await TokensAsync(members);
            await ExecuteAsync(
                source,
                "UPDATE channels SET last_seq = last_seq + $2, message_count = message_count + $2 WHERE id = $1",
                threads[0],
                (long)Missed
            );
            var after = await TokensAsync(members);

            Task<Rounds> ReadAsync(int callers)
            {
                Alternative Read(string name, Func<int, string> path) =>
                    Wrk.Requests(
                        name,
                        fleet.GatewayUrl.ToString(),
                        folder,
                        callers,
                        members.All.Select((member, index) => new WrkRequest($"/api/v1{path(index)}", member.AccessToken))
                    );
                return Rounds.RunAsync(
                    options,
                    Read(Page, _ => $"/threads/{threads[0]}/messages?limit=50"),
                    Read(Whole, _ => "/sync"),
                    Read(Changed, index => $"/sync?since={before[index]}"),
                    Read(Nothing, index => $"/sync?since={after[index]}")
                );
            }

            var alone = await ReadAsync(callers: 1);
            var together = await ReadAsync(options.Connections);
            var writes = await Rounds.RunAsync(
                options,
                Pgbench.Statement(
                    Unstamped,
                    database,
                    Writing(threads[1], members.All[0].Id, isStamped: false),
                    folder,
                    PgbenchConnections
                ),
                Pgbench.Statement(Stamped, database, Writing(threads[2], members.All[0].Id, isStamped: true), folder, PgbenchConnections)
            );
            return new Report(
                [alone.ToTable(Page), together.ToTable(Page), writes.ToTable(Unstamped)],
                [
                    Bar.AtLeast("whole states, of pages of messages, one after the other", alone.Ratio(Whole, Page), LeastOfPage),
                    Bar.AtLeast(
                        "a message's writes with the log's stamps, of those without",
                        writes.Ratio(Stamped, Unstamped),
                        LeastOfUnstamped
                    ),
                ],
                new
                {
                    Alone = alone.Samples,
                    Together = together.Samples,
                    Writes = writes.Samples,
                }
            )
            {
                Notes =
                [
                    $"{Readers} readers with {Channels} channels each; one answer each time, also after {Missed} missed messages.",
                    $"The first table: one caller after the other. The second: {options.Connections} at once; pages of different callers are then read by one statement, whole states are not, and the ratio is worse.",
                    "A message's writes: pgbench, the channel's row and the author's read state, all on one channel, with triggers and without. The number of readers changes nothing: no row is written for them.",
                    "Threads and read states are written by SQL and deleted at the run's end.",
                ],
            };
        }
        finally
        {
            await RemoveAsync(source, community, threads);
        }
    }

    private static string Writing(Guid thread, Guid author, bool isStamped) =>
        $"""
            BEGIN;
            SET LOCAL session_replication_role = {(isStamped ? "origin" : "replica")};
            UPDATE channels SET last_seq = last_seq + 1, message_count = message_count + 1, last_activity_at = now() WHERE id = '{thread}';
            INSERT INTO read_states (user_id, channel_id, last_read_seq, updated_at) VALUES ('{author}', '{thread}', 1, now())
            ON CONFLICT (user_id, channel_id) DO UPDATE SET last_read_seq = read_states.last_read_seq + 1, updated_at = excluded.updated_at;
            COMMIT
            """;

    private static async Task<string[]> TokensAsync(Members members)
    {
        var tokens = new List<string>();
        foreach (var member in members.All)
        {
            tokens.Add((await member.Client.Sync.ReadAsync()).Token);
        }

        return [.. tokens];
    }

    private static async Task SeedAsync(NpgsqlDataSource source, Guid community, Guid[] threads, Guid[] readers)
    {
        await ExecuteAsync(
            source,
            "INSERT INTO communities (id, version, name, kind, visibility) VALUES ($1, 1, 'Measured', 'group', 'public')",
            community
        );
        await ExecuteAsync(
            source,
            // All messages are shown: the count is the last number. Only with deleted ones does an unread number take a second look.
            "INSERT INTO channels (id, kind, community_id, last_seq, message_count, last_activity_at, created_at) SELECT id, 'thread', $1, 10, 10, now(), now() FROM unnest($2::uuid[]) AS new (id)",
            community,
            threads
        );
        await ExecuteAsync(
            source,
            """
            INSERT INTO threads (id, community_id, version, title, content, content_html, created_by, created_at, updated_at)
            SELECT id, $1, 1, 'A thread that is measured', '', '', $3, now(), now() FROM unnest($2::uuid[]) AS new (id)
            """,
            community,
            threads,
            readers[0]
        );
        await ExecuteAsync(
            source,
            """
            INSERT INTO messages (id, channel_id, seq, author_id, content, content_html, created_at)
            SELECT gen_random_uuid(), $1, number, $2, repeat('words ', 20), repeat('words ', 20), now() FROM generate_series(1, $3) AS number
            """,
            threads[0],
            readers[0],
            Messages
        );
        await ExecuteAsync(
            source,
            "UPDATE channels SET last_seq = $2, message_count = $2 WHERE id = $1",
            threads[0],
            (long)(Messages - Missed)
        );
        await ExecuteAsync(
            source,
            """
            INSERT INTO read_states (user_id, channel_id, last_read_seq, updated_at)
            SELECT reader, thread, 5, now() FROM unnest($1::uuid[]) AS a (reader) CROSS JOIN unnest($2::uuid[]) AS b (thread)
            """,
            readers,
            threads
        );
        await ExecuteAsync(source, "ANALYZE");
    }

    private static async Task RemoveAsync(NpgsqlDataSource source, Guid community, Guid[] threads)
    {
        foreach (
            var sql in (string[])
                [
                    "DELETE FROM messages WHERE channel_id = ANY ($1)",
                    "DELETE FROM read_states WHERE channel_id = ANY ($1)",
                    "DELETE FROM sync_entries WHERE kind = 'channel' AND entity_id = ANY ($1)",
                    "DELETE FROM threads WHERE id = ANY ($1)",
                    "DELETE FROM channels WHERE id = ANY ($1)",
                ]
        )
        {
            await ExecuteAsync(source, sql, threads);
        }

        await ExecuteAsync(source, "DELETE FROM communities WHERE id = $1", community);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, params object[] values)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }
}
