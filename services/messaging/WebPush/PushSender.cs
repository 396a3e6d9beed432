using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Community.Messaging.Data;
using Community.Messaging.Notifications;
using Community.ServiceDefaults.Json;
using Community.ServiceDefaults.Lifetime;
using Community.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.WebPush;

/// <summary>
/// Sends what is on its way to devices (RFC 8030). A push service that is busy or away is tried again for a day; a device that is gone is
/// forgotten. Each is taken for a while, so that several instances, and a crash, send it once or, at worst, twice.
/// </summary>
internal sealed partial class PushSender(
    IServiceScopeFactory scopes, NotificationReader notifications, VapidKey vapid, IHttpClientFactory clients, TimeProvider clock, ILogger<PushSender> logger)
    : PeriodicWork(TimeSpan.FromSeconds(1), clock, logger)
{
    public const string Client = "web-push";
    private const int AtOnce = 50;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan GiveUp = TimeSpan.FromDays(1);

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        while (await ClaimAsync(stopping) is { Count: > 0 } claimed)
        {
            var views = (await notifications.TryReadAsync([.. claimed.Select(delivery => delivery.NotificationId).Distinct()])).ToDictionary(told => told.View.Id, told => told.View);
            await Parallel.ForEachAsync(claimed, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = stopping }, async (delivery, cancel) =>
            {
                // What was read meanwhile, or is about somebody who was blocked meanwhile, is not news any more.
                var outcome = views.TryGetValue(delivery.NotificationId, out var view) && view.ReadAt is null ? await SendAsync(delivery, view, cancel) : Outcome.Done;
                await SettleAsync(delivery, outcome);
            });
        }
    }

    private async Task<Outcome> SendAsync(PushDelivery delivery, NotificationView view, CancellationToken cancel)
    {
        try
        {
            var endpoint = new Uri(delivery.Endpoint);
            using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
            request.Headers.TryAddWithoutValidation("Authorization", vapid.AuthorizationFor(endpoint, Clock.GetUtcNow()));
            request.Headers.TryAddWithoutValidation("TTL", "86400");
            request.Headers.TryAddWithoutValidation("Urgency", view.Kind is NotificationKind.Message or NotificationKind.Mention ? "high" : "normal");
            // A newer one of the same takes the place of one that still waits (RFC 8030 section 5.4: 32 characters of base64url).
            request.Headers.TryAddWithoutValidation("Topic", view.Id.ToString("N"));
            request.Content = new ByteArrayContent(PushEncryption.Encrypt(PayloadOf(view), delivery.P256dh, delivery.Auth));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            request.Content.Headers.ContentEncoding.Add("aes128gcm");
            using var answer = await clients.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return OutcomeOf(answer.StatusCode);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            LogFailed(failure.Message);
            return Outcome.Later;
        }
    }

    private static Outcome OutcomeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone => Outcome.DeviceGone,
        HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => Outcome.Later,
        // Taken; or refused in a way that another attempt would not change.
        _ => Outcome.Done,
    };

    /// <summary>Title and text fit: names have at most 255 characters, and titles of threads 200.</summary>
    private static byte[] PayloadOf(NotificationView view) => JsonSerializer.SerializeToUtf8Bytes(
        new { view.Id, view.Kind, view.Title, view.Text, view.Count, view.Target }, ServiceJson.Options);

    private async Task<List<PushDelivery>> ClaimAsync(CancellationToken stopping)
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        var now = Clock.GetUtcNow();
        return await db.Database.SqlQuery<PushDelivery>($"""
            WITH due AS (
                SELECT notification_id, subscription_id FROM push_deliveries WHERE available_at <= {now}
                ORDER BY available_at LIMIT {AtOnce} FOR UPDATE SKIP LOCKED),
            taken AS (
                UPDATE push_deliveries d SET available_at = {now + Lease}, attempts = d.attempts + 1 FROM due
                WHERE d.notification_id = due.notification_id AND d.subscription_id = due.subscription_id
                RETURNING d.notification_id, d.subscription_id, d.attempts, d.created_at)
            SELECT taken.notification_id AS "NotificationId", taken.subscription_id AS "SubscriptionId", taken.attempts AS "Attempts",
                taken.created_at AS "CreatedAt", s.endpoint AS "Endpoint", s.p256dh AS "P256dh", s.auth AS "Auth"
            FROM taken JOIN push_subscriptions s ON s.id = taken.subscription_id
            """).ToListAsync(stopping);
    }

    private async Task SettleAsync(PushDelivery delivery, Outcome outcome)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        var now = Clock.GetUtcNow();
        if (outcome == Outcome.DeviceGone)
        {
            await db.Database.ExecuteSqlAsync($"DELETE FROM push_subscriptions WHERE id = {delivery.SubscriptionId}");
        }
        else if (outcome == Outcome.Later && delivery.CreatedAt + GiveUp > now)
        {
            var next = now + TimeSpan.FromSeconds(Math.Min(3_600, 5 * Math.Pow(2, Math.Min(delivery.Attempts, 16))));
            await db.Database.ExecuteSqlAsync($"""
                UPDATE push_deliveries SET available_at = {next} WHERE notification_id = {delivery.NotificationId} AND subscription_id = {delivery.SubscriptionId}
                """);
        }
        else
        {
            await db.Database.ExecuteSqlAsync($"""
                DELETE FROM push_deliveries WHERE notification_id = {delivery.NotificationId} AND subscription_id = {delivery.SubscriptionId}
                """);
        }
    }

    private enum Outcome
    {
        Done,
        Later,
        DeviceGone,
    }

    private sealed record PushDelivery(Guid NotificationId, Guid SubscriptionId, int Attempts, DateTimeOffset CreatedAt, string Endpoint, byte[] P256dh, byte[] Auth);

    [LoggerMessage(1, LogLevel.Debug, "A push service did not answer, and is tried again: {Reason}")]
    private partial void LogFailed(string reason);
}
