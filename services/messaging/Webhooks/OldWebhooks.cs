using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;

namespace Community.Messaging.Webhooks;

/// <summary>
/// Ends deliveries that could not be tried to their end, as of an endpoint that is switched off, and deletes what is settled for long. Any
/// number of instances may do it.
/// </summary>
internal sealed class OldWebhooks(NpgsqlDataSource database, WebhookOptions options, TimeProvider clock, ILogger<OldWebhooks> logger)
    : PeriodicWork(TimeSpan.FromMinutes(10), clock, logger)
{
    private static readonly TimeSpan EarlyOrderLife = TimeSpan.FromDays(1);

    // A webhook whose type was announced is made within minutes.
    private static readonly TimeSpan InterestLife = TimeSpan.FromDays(1);

    // A refund may come as long after the sale.
    private static readonly TimeSpan OrderLife = TimeSpan.FromDays(400);

    // An event whose deliveries are all gone. A routing that is under way is younger.
    private static readonly TimeSpan EventLife = TimeSpan.FromDays(1);

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => SweepAsync(cancellationToken);

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        var now = Clock.GetUtcNow();
        await RunAsync(
            """
            UPDATE webhook_deliveries SET state = 'failed', settled_at = now(), leased_until = NULL
            WHERE id = ANY (ARRAY(SELECT id FROM webhook_deliveries WHERE state = 'waiting' AND expires_at <= $1
                AND (leased_until IS NULL OR leased_until <= $1) LIMIT 5000 FOR UPDATE SKIP LOCKED))
            """,
            now,
            cancellationToken
        );
        await RunAsync(
            "DELETE FROM webhook_deliveries WHERE id = ANY (ARRAY(SELECT id FROM webhook_deliveries WHERE state <> 'waiting' AND settled_at < $1 LIMIT 5000))",
            now - TimeSpan.FromDays(options.LogDays),
            cancellationToken
        );
        await RunAsync(
            """
            DELETE FROM webhook_events WHERE id = ANY (ARRAY(
                SELECT id FROM webhook_events e WHERE created_at < $1 AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.event_id = e.id) LIMIT 5000))
            """,
            now - EventLife,
            cancellationToken
        );
        await RunAsync("DELETE FROM webhook_early_orders WHERE created_at < $1", now - EarlyOrderLife, cancellationToken);
        await RunAsync(
            """
            DELETE FROM webhook_interest i WHERE used_at < $1
                AND NOT EXISTS (SELECT FROM webhook_endpoints e WHERE i.type = ANY (e.event_types) OR (i.type = '*' AND e.event_types = '{}'))
            """,
            now - InterestLife,
            cancellationToken
        );
        await RunAsync("DELETE FROM webhook_orders WHERE created_at < $1", now - OrderLife, cancellationToken);
    }

    private async Task RunAsync(string sql, DateTimeOffset limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = limit });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
