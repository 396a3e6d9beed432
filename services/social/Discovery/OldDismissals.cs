using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Social.Discovery;

/// <summary>Deletes expired dismissals. Any number of instances may run it.</summary>
internal sealed class OldDismissals(NpgsqlDataSource database, TimeProvider clock, ILogger<OldDismissals> logger)
    : PeriodicWork(TimeSpan.FromHours(1), clock, logger)
{
    private const int Batch = 5000;

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var command = Command(
            database,
            $"DELETE FROM suggestion_dismissals WHERE ctid IN (SELECT ctid FROM suggestion_dismissals WHERE dismissed_at < $1 LIMIT {Batch} FOR UPDATE SKIP LOCKED)",
            Clock.GetUtcNow() - Suggestions.Dismissal
        );
        while (await command.ExecuteNonQueryAsync(cancellationToken) == Batch)
        {
            await Task.Yield();
        }
    }
}
