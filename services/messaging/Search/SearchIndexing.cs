using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Search;

/// <summary>
/// Rebuilds search vectors that were made for other languages than the operator wants now, or by an earlier version. It works in small
/// batches, from the first id to the last, and continues where the last round, or another instance, stopped. Until a row is reached, it is
/// found by its old words.
/// </summary>
internal sealed class SearchIndexing(
    NpgsqlDataSource database,
    MessagingOptions options,
    TimeProvider clock,
    ILogger<SearchIndexing> logger
) : PeriodicWork(TimeSpan.FromMinutes(1), clock, logger)
{
    private const int Batch = 500;

    private readonly string _messages = Step("messages", Channels.ChannelStore.IndexMessages(options.SearchLanguages));

    private readonly string _threads = Step(
        "threads",
        $"UPDATE threads t SET search = {Threads.ThreadWriter.VectorOf(options.SearchLanguages)} FROM next WHERE t.id = next.id"
    );

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => SweepAsync(cancellationToken);

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        foreach (var (kind, step) in new[] { ("messages", _messages), ("threads", _threads) })
        {
            await using var begin = Command(
                database,
                """
                INSERT INTO search_indexing (kind, languages, done_up_to) VALUES ($1, $2, '00000000-0000-0000-0000-000000000000')
                ON CONFLICT (kind) DO UPDATE SET languages = excluded.languages, done_up_to = excluded.done_up_to
                WHERE search_indexing.languages <> excluded.languages
                """,
                kind,
                options.SearchLanguages.Made
            );
            await begin.ExecuteNonQueryAsync(cancellationToken);
            await using var command = Command(database, step, Batch);
            while (await command.ExecuteScalarAsync(cancellationToken) is Guid)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>Returns the last id of the step; null at the end, or if another instance is at work.</summary>
    private static string Step(string table, string update) =>
        $"""
            WITH at AS (SELECT done_up_to FROM search_indexing WHERE kind = '{table}' AND done_up_to IS NOT NULL FOR UPDATE SKIP LOCKED),
            next AS (SELECT id FROM {table} WHERE id > (SELECT done_up_to FROM at) ORDER BY id LIMIT $1),
            written AS ({update})
            UPDATE search_indexing SET done_up_to = (SELECT id FROM next ORDER BY id DESC LIMIT 1) FROM at WHERE kind = '{table}'
            RETURNING search_indexing.done_up_to
            """;
}
