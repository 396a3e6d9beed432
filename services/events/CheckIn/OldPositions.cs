using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;

namespace Community.Events.CheckIn;

/// <summary>Deletes positions a day after the event's end, when they are no longer needed. Any number of instances may run it.</summary>
internal sealed class OldPositions(NpgsqlDataSource database, TimeProvider clock, ILogger<OldPositions> logger)
    : PeriodicWork(TimeSpan.FromMinutes(10), clock, logger)
{
    private const int Batch = 5000;

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => SweepAsync(cancellationToken);

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var command = database.CreateCommand(
            """
            DELETE FROM arrival_attempts WHERE ctid IN (
                SELECT a.ctid FROM arrival_attempts a JOIN events e ON e.id = a.event_id
                WHERE a.at < @before AND e.ends_at < @before LIMIT @batch FOR UPDATE OF a SKIP LOCKED)
            """
        );
        command.Parameters.AddWithValue("before", Clock.GetUtcNow() - TimeSpan.FromDays(1));
        command.Parameters.AddWithValue("batch", Batch);
        while (await command.ExecuteNonQueryAsync(cancellationToken) == Batch)
        {
            await Task.Yield();
        }
    }
}
