using Community.Messaging.Data;
using Community.Messaging.Notifications;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Webhooks;

/// <summary>
/// Ends deliveries that could not be tried to their end, as of an endpoint that is switched off. Deletes deliveries that are settled for
/// long, and the logs of deleted endpoints. A round goes on batch by batch until nothing is left. Instances alternate.
/// </summary>
internal sealed class OldWebhooks(IServiceScopeFactory scopes, WebhookOptions options, TimeProvider clock, ILogger<OldWebhooks> logger)
    : PeriodicWork(TimeSpan.FromMinutes(1), clock, logger)
{
    private static readonly TimeSpan EarlyOrderLife = TimeSpan.FromDays(1);

    // A webhook whose type was announced is made within minutes.
    private static readonly TimeSpan InterestLife = TimeSpan.FromDays(1);

    // A refund may come as long after the sale.
    private static readonly TimeSpan OrderLife = TimeSpan.FromDays(400);

    /// <summary>The rows of one transaction.</summary>
    internal int Batch { get; init; } = 1_000;

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => SweepAsync(cancellationToken);

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        Exception? first = null;
        foreach (
            var step in (Func<MessagingDb, IServiceProvider, Task<int>>[])
                [
                    ExpireAsync,
                    DropSettledAsync,
                    DropDeletedAsync,
                    DropEndpointsAsync,
                    DropEarlyOrdersAsync,
                    DropInterestAsync,
                    DropOrdersAsync,
                ]
        )
        {
            try
            {
                await RepeatAsync(step, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                // The other steps do not wait for this one.
                first ??= failure;
            }
        }

        if (first is not null)
        {
            throw new InvalidOperationException("Old webhooks remain.", first);
        }
    }

    private async Task RepeatAsync(Func<MessagingDb, IServiceProvider, Task<int>> step, CancellationToken cancellationToken)
    {
        int done;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
            done = await db.InTransactionAsync(async () =>
            {
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended('old webhooks', 0))");
                return await step(db, scope.ServiceProvider);
            });
        } while (done >= Batch);
    }

    /// <summary>Notifies the owners of live endpoints: they can mend the receiver.</summary>
    private async Task<int> ExpireAsync(MessagingDb db, IServiceProvider services)
    {
        var now = Clock.GetUtcNow();
        var expired = await db
            .Database.SqlQuery<Guid>(
                $"""
                UPDATE webhook_deliveries SET state = 'failed', settled_at = {now}, leased_until = NULL
                WHERE id = ANY (ARRAY(SELECT id FROM webhook_deliveries WHERE state = 'waiting' AND expires_at <= {now}
                    AND (leased_until IS NULL OR leased_until <= {now}) LIMIT {Batch} FOR UPDATE SKIP LOCKED))
                RETURNING endpoint_id AS "Value"
                """
            )
            .ToListAsync();
        if (expired.Count > 0)
        {
            Guid[] ids = [.. expired.Distinct()];
            var notified = await db
                .Database.SqlQuery<Notified>($"SELECT id, user_id, url FROM live_webhook_endpoints WHERE id = ANY ({ids})")
                .ToListAsync();
            await services
                .GetRequiredService<Notifier>()
                .NotifyAsync([
                    .. notified
                        .OrderBy(one => one.Id)
                        .Select(one => (WebhookResults.NotificationOf(one.Id, one.Url, "given_up", now), one.UserId)),
                ]);
        }

        return expired.Count;
    }

    private Task<int> DropSettledAsync(MessagingDb db, IServiceProvider services) =>
        DropAsync(
            db,
            $"""
            DELETE FROM webhook_deliveries WHERE id = ANY (ARRAY(SELECT id FROM webhook_deliveries
                WHERE state <> 'waiting' AND settled_at < {Clock.GetUtcNow()
                - TimeSpan.FromDays(options.LogDays)} LIMIT {Batch} FOR UPDATE SKIP LOCKED))
            RETURNING event_id AS "Value"
            """
        );

    private Task<int> DropDeletedAsync(MessagingDb db, IServiceProvider services) =>
        DropAsync(
            db,
            $"""
            DELETE FROM webhook_deliveries WHERE id = ANY (ARRAY(SELECT d.id FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
                WHERE e.deleted_at IS NOT NULL LIMIT {Batch} FOR UPDATE OF d SKIP LOCKED))
            RETURNING event_id AS "Value"
            """
        );

    /// <summary>
    /// Deletes deliveries, and the events that have no other. A statement of its own, so that it sees them gone; and under the lock, so
    /// that of two instances that delete the last two deliveries of an event one sees it without any.
    /// </summary>
    private static async Task<int> DropAsync(MessagingDb db, FormattableString deliveries)
    {
        var events = await db.Database.SqlQuery<Guid>(deliveries).ToListAsync();
        Guid[] ids = [.. events.Distinct()];
        if (ids.Length > 0)
        {
            await db.Database.ExecuteSqlAsync(
                $"DELETE FROM webhook_events e WHERE e.id = ANY ({ids}) AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.event_id = e.id)"
            );
        }

        return events.Count;
    }

    private Task<int> DropEndpointsAsync(MessagingDb db, IServiceProvider services) =>
        db.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM webhook_endpoints WHERE id = ANY (ARRAY(SELECT id FROM webhook_endpoints e WHERE e.deleted_at IS NOT NULL
                AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.endpoint_id = e.id) LIMIT {Batch} FOR UPDATE SKIP LOCKED))
            """
        );

    private Task<int> DropEarlyOrdersAsync(MessagingDb db, IServiceProvider services) =>
        db.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM webhook_early_orders WHERE id = ANY (ARRAY(
                SELECT id FROM webhook_early_orders WHERE created_at < {Clock.GetUtcNow()
                - EarlyOrderLife} LIMIT {Batch} FOR UPDATE SKIP LOCKED))
            """
        );

    /// <summary>There are not more than types of events.</summary>
    private async Task<int> DropInterestAsync(MessagingDb db, IServiceProvider services)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM webhook_interest i WHERE used_at < {Clock.GetUtcNow()
                - InterestLife} AND NOT EXISTS (SELECT FROM webhook_endpoints e
                WHERE e.deleted_at IS NULL AND (i.type = ANY (e.event_types) OR (i.type = '*' AND cardinality(e.event_types) = 0)))
            """
        );
        return 0;
    }

    private Task<int> DropOrdersAsync(MessagingDb db, IServiceProvider services) =>
        db.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM webhook_orders WHERE order_id = ANY (ARRAY(
                SELECT order_id FROM webhook_orders WHERE created_at < {Clock.GetUtcNow()
                - OrderLife} LIMIT {Batch} FOR UPDATE SKIP LOCKED))
            """
        );

    private sealed record Notified(Guid Id, Guid UserId, string Url);
}
