using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Messages;

/// <summary>
/// Forgets the texts of deleted messages a while after the deletion (<c>Messaging:EditHistoryDays</c>). Any number of instances may do it.
/// </summary>
internal sealed class OldEdits(NpgsqlDataSource database, TimeProvider clock, ILogger<OldEdits> logger)
    : PeriodicWork(TimeSpan.FromMinutes(10), clock, logger)
{
    private const int Batch = 1000;

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => SweepAsync(cancellationToken);

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var command = Command(
            database,
            """
            DELETE FROM message_edits WHERE (message_id, version) IN (
                SELECT message_id, version FROM message_edits WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)
            """,
            Clock.GetUtcNow(),
            Batch
        );
        while (await command.ExecuteNonQueryAsync(cancellationToken) == Batch)
        {
            await Task.Yield();
        }
    }
}
