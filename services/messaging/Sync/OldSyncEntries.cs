using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;

namespace Community.Messaging.Sync;

/// <summary>
/// Deletes removed entries that every valid token is younger than. Any number of instances may do it. The version of a removed entity goes
/// with it: the bus keeps no event for so long.
/// </summary>
internal sealed class OldSyncEntries(NpgsqlDataSource database, TimeProvider clock, ILogger<OldSyncEntries> logger)
    : PeriodicWork(TimeSpan.FromMinutes(10), clock, logger)
{
    private const int Batch = 5_000;

    private const string Drop = """
        DELETE FROM sync_entries WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM sync_entries WHERE is_removed AND changed_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))
        """;

    private static readonly TimeSpan Kept = SyncToken.Lifetime + TimeSpan.FromDays(1);

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => SweepAsync(cancellationToken);

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var command = database.CreateCommand(Drop);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = Clock.GetUtcNow() - Kept });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Batch });
        while (await command.ExecuteNonQueryAsync(cancellationToken) == Batch)
        {
            // There are more.
        }
    }
}
