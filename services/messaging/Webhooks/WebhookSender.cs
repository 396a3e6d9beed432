using System.Collections.Concurrent;
using System.Security.Cryptography;
using Community.Messaging.Data;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Webhooks;

/// <summary>
/// Sends deliveries that are due. An attempt is leased to one instance, and its number is written with the lease, so no two instances make
/// the same attempt; after a crash the lease ends and the next attempt begins. An endpoint has at most <see cref="OfEndpoint"/> attempts at
/// a time, of all instances together, so that a slow one leaves the others their places. Attempts run apart from the rounds that claim
/// them. A round costs as much as there are endpoints with something to send.
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

    // The oldest deliveries of an endpoint whose right is looked up in a round.
    private const int Looked = 20;

    // Longer than an attempt and its record take together.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private readonly ConcurrentDictionary<Guid, bool> _unreadable = [];
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
            var outcome = await SendAsync(delivery, cancellationToken);
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<WebhookResults>().SettleAsync(delivery, outcome);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The instance stops; the lease ends, and another instance tries.
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

    private async Task<WebhookOutcome> SendAsync(ClaimedDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(delivery, cancellationToken);
        }
        catch (CryptographicException failure)
        {
            if (_unreadable.TryAdd(delivery.EndpointId, true))
            {
                Log.Unreadable(logger, delivery.EndpointId, failure.Message);
            }

            return new(Clock.GetUtcNow(), 0, Status: null, "The secret of this webhook cannot be read. Rotate it.", Response: null);
        }
    }

    /// <summary>
    /// Takes deliveries that are due. The endpoints are locked by a statement of their own, so that the next one sees the leases of every
    /// instance that had them before.
    /// </summary>
    private async Task<List<ClaimedDelivery>> ClaimAsync(int most, CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        return await db.InTransactionAsync(async () =>
        {
            var now = Clock.GetUtcNow();
            var endpoints = await LockAsync(db, most, now, cancellationToken);
            if (endpoints.Length == 0)
            {
                return [];
            }

            var claimed = await TakeAsync(db, endpoints, most, now, cancellationToken);
            if (claimed.Count == 0)
            {
                // The oldest were ended without an attempt.
                db.AfterCommit(signal.Wake);
            }

            return claimed;
        });
    }

    /// <summary>
    /// Endpoints whose owners may be told, with a free place and something that is due, the longest waiting first. They are found from the
    /// waiting deliveries, from one endpoint to the next one: idle endpoints cost nothing.
    /// </summary>
    internal static Task<Guid[]> LockAsync(MessagingDb db, int most, DateTimeOffset now, CancellationToken cancellationToken) =>
        db
            .Database.SqlQuery<Guid>(
                $"""
                WITH RECURSIVE busy AS (
                    (SELECT endpoint_id AS id FROM webhook_deliveries WHERE state = 'waiting' ORDER BY endpoint_id LIMIT 1)
                    UNION ALL
                    SELECT (SELECT d.endpoint_id FROM webhook_deliveries d WHERE d.state = 'waiting' AND d.endpoint_id > busy.id ORDER BY d.endpoint_id LIMIT 1)
                    FROM busy WHERE busy.id IS NOT NULL),
                due AS (
                    SELECT busy.id FROM busy CROSS JOIN LATERAL (
                        SELECT d.available_at FROM webhook_deliveries d
                        WHERE d.endpoint_id = busy.id AND d.state = 'waiting' AND d.available_at <= {now} AND d.expires_at > {now}
                        ORDER BY d.available_at LIMIT 1) first
                    WHERE (SELECT true FROM live_webhook_endpoints live WHERE live.id = busy.id)
                        AND (SELECT count(*) FROM webhook_deliveries l WHERE l.endpoint_id = busy.id AND l.leased_until > {now}) < {OfEndpoint}
                    ORDER BY first.available_at LIMIT {most})
                SELECT e.id AS "Value" FROM webhook_endpoints e WHERE e.id = ANY (ARRAY(SELECT id FROM due)) FOR NO KEY UPDATE SKIP LOCKED
                """
            )
            .ToArrayAsync(cancellationToken);

    /// <summary>
    /// Leases deliveries to which the owners have a right now. One whose owner has lost the community or the event is ended. (An owner
    /// whose role is taken or who is suspended may have it back: those deliveries wait for their end.)
    /// </summary>
    private static Task<List<ClaimedDelivery>> TakeAsync(
        MessagingDb db,
        Guid[] endpoints,
        int most,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        db
            .Database.SqlQuery<ClaimedDelivery>(
                $"""
                WITH due AS (
                    SELECT d.id, d.endpoint_id, d.available_at,
                        e.is_fleet_wide OR ((v.community_id IS NULL OR EXISTS (
                            SELECT FROM memberships m WHERE m.community_id = v.community_id AND m.user_id = e.user_id AND m.is_member AND m.role = 'owner'))
                            AND NOT EXISTS (SELECT FROM events k WHERE k.id = v.event_id AND k.organizer_id <> e.user_id)) AS is_rightful
                    FROM webhook_endpoints e CROSS JOIN LATERAL (
                        SELECT w.id, w.endpoint_id, w.event_id, w.available_at FROM webhook_deliveries w
                        WHERE w.endpoint_id = e.id AND w.state = 'waiting' AND w.available_at <= {now} AND w.expires_at > {now}
                        ORDER BY w.available_at LIMIT {Looked} FOR UPDATE SKIP LOCKED) d
                    JOIN webhook_events v ON v.id = d.event_id
                    WHERE e.id = ANY ({endpoints})),
                places AS (
                    SELECT due.id, due.available_at, row_number() OVER (PARTITION BY due.endpoint_id ORDER BY due.available_at, due.id) AS place, {OfEndpoint} - (
                        SELECT count(*) FROM webhook_deliveries l WHERE l.endpoint_id = due.endpoint_id AND l.leased_until > {now}) AS free
                    FROM due WHERE due.is_rightful),
                chosen AS (SELECT id FROM places WHERE place <= free ORDER BY available_at LIMIT {most}),
                ended AS (
                    UPDATE webhook_deliveries d SET state = 'failed', settled_at = {now}, leased_until = NULL FROM due WHERE d.id = due.id AND NOT due.is_rightful),
                taken AS (
                    UPDATE webhook_deliveries d SET attempts = d.attempts + 1, available_at = {now + Lease}, leased_until = {now + Lease}
                    FROM chosen WHERE d.id = chosen.id
                    RETURNING d.id, d.endpoint_id, d.event_id, d.attempts, d.former_attempts, d.expires_at)
                SELECT taken.id, taken.endpoint_id, taken.event_id, taken.attempts, taken.former_attempts, taken.expires_at,
                    e.user_id, e.url, e.secret, e.former_secret, e.former_until, v.body
                FROM taken JOIN webhook_endpoints e ON e.id = taken.endpoint_id JOIN webhook_events v ON v.id = taken.event_id
                """
            )
            .ToListAsync(cancellationToken);

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
    int FormerAttempts,
    DateTimeOffset ExpiresAt,
    Guid UserId,
    string Url,
    byte[] Secret,
    byte[]? FormerSecret,
    DateTimeOffset? FormerUntil,
    string Body
);
