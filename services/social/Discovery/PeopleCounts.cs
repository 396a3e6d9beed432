using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;

namespace Community.Social.Discovery;

/// <summary>
/// Adds up the changes of counts since the last run, so that a count needs few rows. A change is deleted and added in one statement, so
/// that concurrent readers see it once. Any number of instances may run it.
/// </summary>
internal sealed class PeopleCounts(NpgsqlDataSource database, TimeProvider clock, ILogger<PeopleCounts> logger)
    : PeriodicWork(TimeSpan.FromSeconds(10), clock, logger)
{
    private const int Batch = 10_000;

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => AddUpAsync(cancellationToken);

    internal async Task AddUpAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        // In the order of the keys, so that two concurrent runs cannot deadlock.
        await using var command = database.CreateCommand(
            $"""
            WITH taken AS (
                DELETE FROM people_count_changes WHERE ctid IN (SELECT ctid FROM people_count_changes LIMIT {Batch} FOR UPDATE SKIP LOCKED)
                RETURNING kind, key, change),
            added AS (
                INSERT INTO people_counts (kind, key, people)
                SELECT kind, key, sum(change) FROM taken GROUP BY kind, key ORDER BY kind, key
                ON CONFLICT (kind, key) DO UPDATE SET people = people_counts.people + excluded.people)
            SELECT count(*) FROM taken
            """
        );
        while (await command.ExecuteScalarAsync(cancellationToken) is long and > 0)
        {
            await Task.Yield();
        }

        await using var empty = database.CreateCommand("DELETE FROM people_counts WHERE people = 0");
        await empty.ExecuteNonQueryAsync(cancellationToken);
    }
}
