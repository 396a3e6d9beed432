using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Community.Platform.Data;

/// <summary>
/// Deletes idempotency keys after 24 hours, a few thousand at once so that no lock is held for long. They are partitioned by nothing: their
/// id is a hash, and says no time.
/// </summary>
internal sealed partial class Housekeeper(NpgsqlDataSource database, TimeProvider clock, ILogger<Housekeeper> logger) : BackgroundService
{
    private const string DropKeys =
        "DELETE FROM idempotency_keys WHERE ctid IN (SELECT ctid FROM idempotency_keys WHERE created_at < now() - interval '24 hours' LIMIT 5000)";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(10), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RunAsync(DropKeys, stoppingToken);
        }
    }

    private async Task RunAsync(string chore, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand(chore);
            while (await command.ExecuteNonQueryAsync(cancellationToken) == 5000)
            {
                await Task.Yield();
            }
        }
        catch (NpgsqlException exception)
        {
            Log.Failed(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Cleaning up old rows failed; it is tried again in ten minutes")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
