using Community.Messaging.Data;
using Community.Messaging.Notifications;
using Community.Messaging.WebPush;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Calls;

/// <summary>Wakes <see cref="RingPusher"/>.</summary>
internal sealed class RingSignal : WakeSignal;

/// <summary>
/// Rings devices that are not connected, by Web Push, for as long as the call rings. Tells devices that ring by themselves when the call
/// was answered elsewhere or is over. A push service that does not answer is asked again until then. Each device is leased for a while, so
/// that several instances, and a crash, ring it once or, at worst, twice.
/// </summary>
internal sealed class RingPusher(
    IServiceScopeFactory scopes,
    PushClient push,
    CallOptions options,
    RingSignal signal,
    TimeProvider clock,
    ILogger<RingPusher> logger
) : PeriodicWork(TimeSpan.FromSeconds(1), clock, logger, signal)
{
    private const int AtOnce = 50;

    // Longer than an attempt can take.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ShortestRing = TimeSpan.FromSeconds(1);

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        while (await ClaimAsync(cancellationToken) is { Count: > 0 } claimed)
        {
            await Parallel.ForEachAsync(
                claimed,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (ring, cancellationToken) =>
                {
                    var until = ring.Until(options.RingTime);
                    await SettleAsync(ring, until, await PushAsync(ring, until, cancellationToken));
                }
            );
        }
    }

    private async Task<PushOutcome> PushAsync(Ring ring, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var rest = until - Clock.GetUtcNow();
        return rest >= ShortestRing
            ? await push.SendAsync(new(ring.Endpoint, ring.P256dh, ring.Auth), MessageOf(ring, until, rest), cancellationToken)
            : PushOutcome.Done;
    }

    /// <summary>All messages of a ring have the same topic, so that a device that was away for a while gets only the last one.</summary>
    private static PushMessage MessageOf(Ring ring, DateTimeOffset until, TimeSpan rest)
    {
        var (kind, text) = ring.State switch
        {
            CallState.Ringing => ("call", $"{ring.Caller ?? "A person"} calls you{(ring.Place is null ? "" : $" in {ring.Place}")}."),
            CallState.Joined or CallState.Away => ("call_answered_elsewhere", "You answered."),
            _ => ("call_ended", "The call is over."),
        };
        var target = new TargetView(TargetType.Channel, ring.ChannelId);
        return new(
            new
            {
                Id = ring.CallId,
                Kind = kind,
                Title = ring.IsVideo ? "Video call" : "Call",
                Text = text,
                Count = 1,
                Target = target,
                Link = NotificationLink.To(target.Type, target.Id, ring.ChannelId),
                RingsUntil = until,
            },
            ring.CallId,
            rest,
            IsUrgent: true
        );
    }

    /// <summary>
    /// Claims the devices that need a message; a device that rings, and should, needs none. A person whom the caller may no longer reach
    /// has no state: for that person, the call is over.
    /// </summary>
    private async Task<List<Ring>> ClaimAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        var now = Clock.GetUtcNow();
        return await db
            .Database.SqlQuery<Ring>(
                $"""
                WITH due AS (
                    SELECT p.call_id, p.subscription_id, called.state, called.since FROM call_pushes p JOIN push_subscriptions s ON s.id = p.subscription_id
                    JOIN calls c ON c.id = p.call_id
                    LEFT JOIN call_participants called ON called.call_id = c.id AND called.user_id = s.user_id
                        AND NOT EXISTS (SELECT FROM hidden_from h WHERE h.user_id = s.user_id AND h.other_id = c.started_by)
                    WHERE p.available_at <= {now} AND (p.rings_until IS NULL OR p.rings_until <= {now} OR called.state IS DISTINCT FROM {CallState.Ringing})
                    ORDER BY p.available_at LIMIT {AtOnce} FOR UPDATE OF p SKIP LOCKED),
                taken AS (
                    UPDATE call_pushes p SET available_at = {now + Lease} FROM due
                    WHERE p.call_id = due.call_id AND p.subscription_id = due.subscription_id RETURNING due.*, p.rings_until)
                SELECT c.id AS call_id, s.id AS subscription_id, s.endpoint, s.p256dh, s.auth, c.channel_id,
                    c.is_video, coalesce(caller.full_name, caller.username) AS caller, coalesce(t.title, nullif(e.name, '')) AS place,
                    taken.state, taken.since, taken.rings_until
                FROM taken JOIN calls c ON c.id = taken.call_id JOIN push_subscriptions s ON s.id = taken.subscription_id
                LEFT JOIN people caller ON caller.id = c.started_by LEFT JOIN threads t ON t.id = c.channel_id
                LEFT JOIN channels ch ON ch.id = c.channel_id LEFT JOIN events e ON e.id = ch.event_id
                """
            )
            .ToListAsync(cancellationToken);
    }

    private async Task SettleAsync(Ring ring, DateTimeOffset until, PushOutcome outcome)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<MessagingDb>().Database;
        var now = Clock.GetUtcNow();
        await (
            outcome switch
            {
                PushOutcome.DeviceGone => database.ExecuteSqlAsync($"DELETE FROM push_subscriptions WHERE id = {ring.SubscriptionId}"),
                PushOutcome.Later => database.ExecuteSqlAsync(
                    $"""
                    UPDATE call_pushes SET available_at = {now
                        + Again} WHERE call_id = {ring.CallId} AND subscription_id = {ring.SubscriptionId}
                    """
                ),
                // The device rings by itself now.
                _ when ring.IsRinging && until > now => database.ExecuteSqlAsync(
                    $"""
                    UPDATE call_pushes SET available_at = {now}, rings_until = {until} WHERE call_id = {ring.CallId} AND subscription_id = {ring.SubscriptionId}
                    """
                ),
                _ => database.ExecuteSqlAsync(
                    $"DELETE FROM call_pushes WHERE call_id = {ring.CallId} AND subscription_id = {ring.SubscriptionId}"
                ),
            }
        );
    }

    private sealed record Ring(
        Guid CallId,
        Guid SubscriptionId,
        string Endpoint,
        byte[] P256dh,
        byte[] Auth,
        Guid ChannelId,
        bool IsVideo,
        string? Caller,
        string? Place,
        string? State,
        DateTimeOffset? Since,
        DateTimeOffset? RingsUntil
    )
    {
        public bool IsRinging => State == CallState.Ringing;

        /// <summary>A device that was not rung before the ringing ended needs no message.</summary>
        public DateTimeOffset Until(TimeSpan ringTime) => RingsUntil ?? (IsRinging ? Since!.Value + ringTime : DateTimeOffset.MinValue);
    }
}

internal static class RingQueue
{
    /// <summary>
    /// Queues rings for the devices of the called users, to be sent after the transaction. Leaves out users who want no push of missed
    /// calls, and users who muted the channel.
    /// </summary>
    public static Task<int> QueueRingsAsync(this MessagingDb db, Call call, Guid[] called, DateTimeOffset now) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO call_pushes (call_id, subscription_id, available_at) SELECT {call.Id}, s.id, {now} FROM push_subscriptions s
            WHERE s.user_id = ANY ({called})
                AND NOT EXISTS (
                    SELECT FROM notification_preferences w WHERE w.user_id = s.user_id AND w.kind = {NotificationKind.MissedCall} AND NOT (w.push AND w.in_app))
                AND NOT EXISTS (
                    SELECT FROM channel_preferences c WHERE c.user_id = s.user_id AND c.channel_id = {call.ChannelId} AND (c.muted_until > {now} OR c.level = 'none'))
            ON CONFLICT (call_id, subscription_id) DO UPDATE SET available_at = excluded.available_at, rings_until = NULL
            """
        );
}
