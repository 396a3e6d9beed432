using Community.Messaging.Data;
using Community.Messaging.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Webhooks;

/// <summary>Records attempts, and decides the next step: another attempt, or the end, of which the owner is notified.</summary>
internal sealed class WebhookResults(MessagingDb db, Notifier notifier, TimeProvider clock)
{
    /// <summary>An endpoint that has failed for so long is switched off.</summary>
    private static readonly TimeSpan SwitchOff = TimeSpan.FromDays(5);

    // The last attempt is so long before the end, so that it is made.
    private static readonly TimeSpan LastBefore = TimeSpan.FromMinutes(1);

    /// <summary>The latest attempts, which the log shows.</summary>
    private const int KeptAttempts = 50;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(8);

    /// <summary>The pause after a failed attempt: three times the one before, from 10 s to 8 h, and up to a fifth more or less.</summary>
    /// <param name="attempts">How many there were, from 1.</param>
    internal static TimeSpan WaitAfter(int attempts)
    {
        var seconds = Math.Min(LongestWait.TotalSeconds, FirstWait.TotalSeconds * Math.Pow(3, Math.Min(attempts, 20) - 1));
        return TimeSpan.FromSeconds(seconds * (0.8 + (Random.Shared.NextDouble() * 0.4)));
    }

    /// <summary>Records an attempt. A later attempt of another instance makes the call do nothing.</summary>
    public Task SettleAsync(ClaimedDelivery delivery, WebhookOutcome outcome) =>
        db.InTransactionAsync(async () =>
        {
            var now = clock.GetUtcNow();
            var (next, last) = (now + WaitAfter(delivery.Attempts - delivery.FormerAttempts), delivery.ExpiresAt - LastBefore);
            next = next < last ? next : last;
            var state =
                outcome.IsDelivered ? WebhookDeliveryState.Delivered
                : now < last ? WebhookDeliveryState.Waiting
                : WebhookDeliveryState.Failed;
            DateTimeOffset? settled = state == WebhookDeliveryState.Waiting ? null : now;
            var isMine = await db.Database.ExecuteSqlAsync(
                $"""
                WITH mine AS (
                    UPDATE webhook_deliveries SET state = {state}, leased_until = NULL, available_at = {next}, settled_at = {settled}
                    WHERE id = {delivery.Id} AND attempts = {delivery.Attempts} AND state = 'waiting'
                    RETURNING id),
                old AS (DELETE FROM webhook_attempts WHERE delivery_id IN (SELECT id FROM mine) AND number <= {delivery.Attempts
                    - KeptAttempts})
                INSERT INTO webhook_attempts (delivery_id, number, at, milliseconds, status, error, response)
                SELECT id, {delivery.Attempts}, {outcome.At}, {outcome.Milliseconds}, {outcome.Status}::integer, {outcome.Error}::text, {outcome.Response}::text
                FROM mine
                """
            );
            if (isMine > 0)
            {
                await NoteHealthAsync(delivery, outcome.IsDelivered, state, now);
            }
        });

    private async Task NoteHealthAsync(ClaimedDelivery delivery, bool isDelivered, string state, DateTimeOffset now)
    {
        if (isDelivered)
        {
            await db.Database.ExecuteSqlAsync(
                $"UPDATE webhook_endpoints SET failing_since = NULL WHERE id = {delivery.EndpointId} AND failing_since IS NOT NULL"
            );
            return;
        }

        var switchedOff = await db
            .Database.SqlQuery<bool>(
                $"""
                UPDATE webhook_endpoints SET failing_since = coalesce(failing_since, {now}), is_enabled = failing_since IS NULL OR failing_since > {now
                    - SwitchOff},
                    disabled_reason = CASE WHEN failing_since <= {now - SwitchOff} THEN 'failing' ELSE disabled_reason END
                WHERE id = {delivery.EndpointId} AND is_enabled AND (failing_since IS NULL OR failing_since <= {now - SwitchOff})
                RETURNING NOT is_enabled AS "Value"
                """
            )
            .ToListAsync();
        if (switchedOff is [true])
        {
            await NotifyAsync(delivery, "switched_off");
        }
        else if (state == WebhookDeliveryState.Failed)
        {
            await NotifyAsync(delivery, "given_up");
        }
    }

    private Task NotifyAsync(ClaimedDelivery delivery, string detail) =>
        notifier.NotifyAsync(NotificationOf(delivery.EndpointId, delivery.Url, detail, clock.GetUtcNow()), delivery.UserId);

    /// <summary>
    /// Unread notifications of one endpoint are one, so a storm of failures is not a storm of notifications. Each end is a fact of its own:
    /// an endpoint can be switched off again, a delivery given up again.
    /// </summary>
    public static Notification NotificationOf(Guid endpointId, string url, string detail, DateTimeOffset now) =>
        Notification.Of(NotificationKind.Webhook, Guid.CreateVersion7(now), TargetType.Webhook, endpointId, detail) with
        {
            GroupedBy = endpointId,
            Facts = new() { Thing = new Uri(url).Host },
        };
}
