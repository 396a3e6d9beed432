using Community.Messaging.Data;
using Community.Messaging.Notifications;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.WebPush;

/// <summary>
/// Sends notifications that are queued for devices. A push service that is busy or away is tried again for a day; a device that is gone is
/// deleted. In a user's quiet hours a push waits for their end. Each delivery is leased for a while, so that several instances, and a
/// crash, send it once or, at worst, twice.
/// </summary>
internal sealed class PushSender(
    IServiceScopeFactory scopes,
    NotificationReader notifications,
    PushClient push,
    TimeProvider clock,
    ILogger<PushSender> logger
) : PeriodicWork(TimeSpan.FromSeconds(1), clock, logger)
{
    // The limit of deliveries that are leased at a time: a service that hangs keeps the others waiting for one timeout, however many
    // deliveries it has.
    private const int AtOnce = 50;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan GiveUp = TimeSpan.FromDays(1);

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        while (await ClaimAsync(cancellationToken) is { Count: > 0 } claimed)
        {
            var views = (
                await notifications.ReadAsync([.. claimed.Select(delivery => delivery.NotificationId).Distinct()], cancellationToken)
            ).ToDictionary(notification => notification.View.Id, notification => notification.View);
            await Parallel.ForEachAsync(
                claimed,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (delivery, cancellationToken) =>
                {
                    if (views.TryGetValue(delivery.NotificationId, out var view) && delivery.WaitsUntil(view, Clock.GetUtcNow()) is { } end)
                    {
                        await WaitAsync(delivery, end);
                        return;
                    }

                    // A notification that was read meanwhile, or is by a person who was blocked meanwhile, is not sent any more.
                    var outcome = view is { ReadAt: null }
                        ? await push.SendAsync(new(delivery.Endpoint, delivery.P256dh, delivery.Auth), MessageOf(view), cancellationToken)
                        : PushOutcome.Done;
                    await SettleAsync(delivery, outcome);
                }
            );
        }
    }

    /// <summary>Title and text always fit: names have at most 255 characters, and titles of threads 200.</summary>
    private static PushMessage MessageOf(NotificationView view) =>
        new(
            new
            {
                view.Id,
                view.Kind,
                view.Title,
                view.Text,
                view.Count,
                view.Target,
                view.Link,
            },
            view.Id,
            GiveUp,
            IsUrgent: view.Kind is NotificationKind.Message or NotificationKind.Mention
        );

    private async Task<List<PushDelivery>> ClaimAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        var now = Clock.GetUtcNow();
        return await db
            .Database.SqlQuery<PushDelivery>(
                $"""
                WITH due AS (
                    SELECT notification_id, subscription_id FROM push_deliveries WHERE available_at <= {now}
                    ORDER BY available_at LIMIT {AtOnce} FOR UPDATE SKIP LOCKED),
                taken AS (
                    UPDATE push_deliveries d SET available_at = {now + Lease}, attempts = d.attempts + 1 FROM due
                    WHERE d.notification_id = due.notification_id AND d.subscription_id = due.subscription_id
                    RETURNING d.notification_id, d.subscription_id, d.attempts, d.created_at)
                SELECT taken.notification_id, taken.subscription_id, taken.attempts,
                    taken.created_at, s.endpoint, s.p256dh, s.auth, q.starts_at AS quiet_from, q.ends_at AS quiet_to, q.time_zone
                FROM taken JOIN push_subscriptions s ON s.id = taken.subscription_id LEFT JOIN quiet_hours q ON q.user_id = s.user_id
                """
            )
            .ToListAsync(cancellationToken);
    }

    /// <summary>The day in which a push is tried again begins with the end of the quiet hours.</summary>
    private async Task WaitAsync(PushDelivery delivery, DateTimeOffset end)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE push_deliveries SET available_at = {end}, created_at = {end}, attempts = 0
            WHERE notification_id = {delivery.NotificationId} AND subscription_id = {delivery.SubscriptionId}
            """
        );
    }

    private async Task SettleAsync(PushDelivery delivery, PushOutcome outcome)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        var now = Clock.GetUtcNow();
        if (outcome == PushOutcome.DeviceGone)
        {
            await db.Database.ExecuteSqlAsync($"DELETE FROM push_subscriptions WHERE id = {delivery.SubscriptionId}");
        }
        else if (outcome == PushOutcome.Later && delivery.CreatedAt + GiveUp > now)
        {
            var next = now + TimeSpan.FromSeconds(Math.Min(3_600, 5 * Math.Pow(2, Math.Min(delivery.Attempts, 16))));
            await db.Database.ExecuteSqlAsync(
                $"""
                UPDATE push_deliveries SET available_at = {next} WHERE notification_id = {delivery.NotificationId} AND subscription_id = {delivery.SubscriptionId}
                """
            );
        }
        else
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                DELETE FROM push_deliveries WHERE notification_id = {delivery.NotificationId} AND subscription_id = {delivery.SubscriptionId}
                """
            );
        }
    }

    private sealed record PushDelivery(
        Guid NotificationId,
        Guid SubscriptionId,
        int Attempts,
        DateTimeOffset CreatedAt,
        string Endpoint,
        byte[] P256dh,
        byte[] Auth,
        TimeOnly? QuietFrom,
        TimeOnly? QuietTo,
        string? TimeZone
    )
    {
        public DateTimeOffset? WaitsUntil(NotificationView view, DateTimeOffset now) =>
            view.ReadAt is null && !QuietHours.Disturbs(view.Kind) && QuietFrom is { } from && QuietTo is { } to && TimeZone is { } zone
                ? new QuietHours(from, to, zone).EndAfter(now)
                : null;
    }
}
