using System.Security.Cryptography;
using Community.Messaging.Data;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Webhooks;

/// <summary>
/// Sends deliveries that are due. An attempt is leased to one instance, and its number is written with the lease, so no two instances make
/// the same attempt; after a crash the lease ends and the next attempt begins. An endpoint has at most <see cref="OfEndpoint"/> attempts at
/// a time, so that a slow one leaves the others their places. Attempts run apart from the rounds that claim them.
/// </summary>
internal sealed partial class WebhookSender(
    IServiceScopeFactory scopes,
    WebhookClient client,
    WebhookSignal signal,
    TimeProvider clock,
    ILogger<WebhookSender> logger
) : PeriodicWork(TimeSpan.FromSeconds(1), clock, logger, signal, apart: TimeSpan.FromMilliseconds(20))
{
    private const int AtOnce = 200;
    private const int OfEndpoint = 2;

    // Longer than an attempt and its record take together.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private int _running;

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var free = AtOnce - Volatile.Read(ref _running);
        foreach (var delivery in free > 0 ? await ClaimAsync(free, cancellationToken) : [])
        {
            Interlocked.Increment(ref _running);
            _ = AttemptAsync(delivery, cancellationToken);
        }
    }

    private async Task AttemptAsync(ClaimedDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            // Leaves the loop that claims at once.
            await Task.Yield();
            var outcome = await client.SendAsync(delivery, cancellationToken);
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<WebhookResults>().SettleAsync(delivery, outcome);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The instance stops; the lease ends, and another instance tries.
        }
        catch (CryptographicException failure)
        {
            Log.Unreadable(logger, delivery.EndpointId, failure.Message);
        }
        catch (Exception failure)
        {
            Log.Lost(logger, delivery.Id, failure.GetBaseException().Message);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            signal.Wake();
        }
    }

    /// <summary>
    /// Takes deliveries that are due of endpoints whose owners have a right to the event now. One whose owner has lost it waits for its
    /// end: a role that is given back continues it.
    /// </summary>
    private async Task<List<ClaimedDelivery>> ClaimAsync(int most, CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        var now = Clock.GetUtcNow();
        return await db
            .Database.SqlQuery<ClaimedDelivery>(
                $"""
                WITH due AS (
                    SELECT next.id FROM live_webhook_endpoints e CROSS JOIN LATERAL (
                        SELECT d.id, d.available_at FROM webhook_deliveries d JOIN webhook_events v ON v.id = d.event_id
                        WHERE d.endpoint_id = e.id AND d.state = 'waiting' AND d.available_at <= {now} AND d.expires_at > {now}
                            AND (e.is_fleet_wide OR v.community_id IS NULL OR EXISTS (
                                SELECT FROM memberships m WHERE m.community_id = v.community_id AND m.user_id = e.user_id AND m.is_member AND m.role = 'owner'))
                            AND (e.is_fleet_wide OR NOT EXISTS (SELECT FROM events k WHERE k.id = v.event_id AND k.organizer_id <> e.user_id))
                        ORDER BY d.available_at
                        LIMIT greatest(0, {OfEndpoint} - (
                            SELECT count(*) FROM webhook_deliveries l WHERE l.endpoint_id = e.id AND l.leased_until > {now})::integer)
                        FOR UPDATE OF d SKIP LOCKED) next
                    ORDER BY next.available_at LIMIT {most}),
                taken AS (
                    UPDATE webhook_deliveries d SET attempts = d.attempts + 1, available_at = {now + Lease}, leased_until = {now + Lease}
                    FROM due WHERE d.id = due.id
                    RETURNING d.id, d.endpoint_id, d.event_id, d.attempts, d.expires_at)
                SELECT taken.id, taken.endpoint_id, taken.event_id, taken.attempts, taken.expires_at,
                    e.user_id, e.url, e.secret, e.former_secret, e.former_until, v.body
                FROM taken JOIN webhook_endpoints e ON e.id = taken.endpoint_id JOIN webhook_events v ON v.id = taken.event_id
                """
            )
            .ToListAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The secret of webhook endpoint {Endpoint} cannot be read: {Reason}")]
        public static partial void Unreadable(ILogger logger, Guid endpoint, string reason);

        [LoggerMessage(2, LogLevel.Warning, "The result of webhook delivery {Delivery} was not recorded; it is tried again: {Reason}")]
        public static partial void Lost(ILogger logger, Guid delivery, string reason);
    }
}

/// <summary>A delivery that this instance has for one attempt.</summary>
internal sealed record ClaimedDelivery(
    Guid Id,
    Guid EndpointId,
    Guid EventId,
    int Attempts,
    DateTimeOffset ExpiresAt,
    Guid UserId,
    string Url,
    byte[] Secret,
    byte[]? FormerSecret,
    DateTimeOffset? FormerUntil,
    string Body
);
