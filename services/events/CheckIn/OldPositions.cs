using Community.ServiceDefaults.Telemetry;
using Npgsql;

namespace Community.Events.CheckIn;

/// <summary>Forgets where people were a day after the event's end, when it is of no more use. Any number of instances may.</summary>
internal sealed partial class OldPositions(NpgsqlDataSource database, TimeProvider clock, ILogger<OldPositions> logger) : BackgroundService
{
    private const int Batch = 5000;
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Between);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                Log.Failed(logger, exception.Message);
            }
        }
    }

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var command = database.CreateCommand(
            """
            DELETE FROM arrival_attempts WHERE ctid IN (
                SELECT a.ctid FROM arrival_attempts a JOIN events e ON e.id = a.event_id
                WHERE a.at < @before AND e.ends_at < @before LIMIT @batch FOR UPDATE OF a SKIP LOCKED)
            """);
        command.Parameters.AddWithValue("before", clock.GetUtcNow() - TimeSpan.FromDays(1));
        command.Parameters.AddWithValue("batch", Batch);
        while (await command.ExecuteNonQueryAsync(cancellationToken) == Batch)
        {
            await Task.Yield();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Old positions could not be removed; it is tried again in ten minutes: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
