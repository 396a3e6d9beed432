using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Calls;

/// <summary>Deletes calls a while after their end (<c>Calls:HistoryDays</c>). Any number of instances may do it.</summary>
internal sealed class OldCalls(NpgsqlDataSource database, CallOptions options, TimeProvider clock, ILogger<OldCalls> logger)
    : PeriodicWork(TimeSpan.FromMinutes(10), clock, logger)
{
    private const int Batch = 1000;

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => SweepAsync(cancellationToken);

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var command = Command(
            database,
            "DELETE FROM calls WHERE id IN (SELECT id FROM calls WHERE ended_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)",
            Clock.GetUtcNow() - options.History,
            Batch
        );
        while (await command.ExecuteNonQueryAsync(cancellationToken) == Batch)
        {
            await Task.Yield();
        }
    }
}
