using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;

namespace Community.Messaging.Notifications;

/// <summary>
/// Deletes old notifications: read ones after 90 days, all after a year. The facts behind them go with their partition, after 400 days
/// (<c>notified_facts</c>).
/// </summary>
internal sealed class OldNotifications(NpgsqlDataSource database, TimeProvider clock, ILogger<OldNotifications> logger)
    : PeriodicWork(TimeSpan.FromMinutes(10), clock, logger)
{
    private const string Drop = """
        WITH old AS (
            SELECT id FROM notifications WHERE updated_at < $1 - interval '365 days' OR (read_at IS NOT NULL AND updated_at < $1 - interval '90 days') LIMIT 1000)
        DELETE FROM notifications USING old WHERE notifications.id = old.id
        """;

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var command = database.CreateCommand(Drop);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = Clock.GetUtcNow() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
