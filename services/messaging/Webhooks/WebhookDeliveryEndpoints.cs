using System.Security.Claims;
using System.Text.Json;
using Community.Messaging.Data;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Json;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Webhooks;

/// <summary>
/// The log of a webhook's deliveries. It has no bodies: an owner may have lost the right to an event that was not delivered yet.
/// </summary>
internal static class WebhookDeliveryEndpoints
{
    private const int MostAsked = 10;
    private static readonly TimeSpan AskedTime = TimeSpan.FromMinutes(1);

    public static void Map(RouteGroupBuilder webhooks)
    {
        webhooks.MapPost("/{id:guid}/ping", PingAsync).WithName("webhook_ping").RequireOrganizer().Idempotent();
        webhooks.MapGet("/{id:guid}/deliveries", ListAsync).WithName("webhook_deliveries").RequireOrganizer();
        webhooks.MapGet("/{id:guid}/deliveries/{delivery_id:guid}", ReadAsync).WithName("webhook_delivery_read").RequireOrganizer();
        webhooks
            .MapPost("/{id:guid}/deliveries/{delivery_id:guid}/redeliver", RedeliverAsync)
            .WithName("webhook_redeliver")
            .RequireOrganizer()
            .Idempotent();
    }

    /// <summary>Sends a <c>webhook.ping</c> to a webhook, whatever types it has chosen. The log shows its result.</summary>
    /// <remarks>A webhook takes ten pings and redeliveries a minute; then 429 <c>rate_limited</c>.</remarks>
    /// <param name="id">The webhook's id.</param>
    private static Task<Results<Accepted<WebhookDeliveryView>, NotFoundProblem, ConflictProblem, TooManyRequestsProblem>> PingAsync(
        Guid id,
        ClaimsPrincipal caller,
        MessagingDb db,
        WebhookOptions options,
        WebhookSignal signal,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<Accepted<WebhookDeliveryView>, NotFoundProblem, ConflictProblem, TooManyRequestsProblem>>(async () =>
        {
            if (await db.EndpointsOf(caller).AsNoTracking().SingleOrDefaultAsync(e => e.Id == id) is not { } endpoint)
            {
                return WebhookEndpoints.NoSuchWebhook();
            }

            if (await ObstacleAsync(db, endpoint, options) is { } obstacle)
            {
                return obstacle;
            }

            var now = clock.GetKeptNow();
            if (await IsTooFastAsync(db, id, now))
            {
                return TooFast();
            }

            var ping = new WebhookBody(Guid.CreateVersion7(now), WebhookCatalogue.Ping, 1, now, new WebhookPingData(id));
            db.WebhookEvents.Add(
                new()
                {
                    Id = ping.Id,
                    Type = ping.Type,
                    Body = JsonSerializer.Serialize(ping, ServiceJson.Options),
                    CreatedAt = now,
                }
            );
            var delivery = new WebhookDelivery
            {
                Id = Guid.CreateVersion7(now),
                EndpointId = id,
                EventId = ping.Id,
                State = WebhookDeliveryState.Waiting,
                AvailableAt = now,
                ExpiresAt = now + WebhookEvents.GiveUp,
                CreatedAt = now,
            };
            db.WebhookDeliveries.Add(delivery);
            db.AfterCommit(signal.Wake);
            await db.SaveChangesAsync();
            return TypedResults.Accepted(
                $"/api/v1/webhooks/{id}/deliveries/{delivery.Id}",
                WebhookDeliveryView.Of(delivery, ping.Type, last: null)
            );
        });

    /// <summary>Lists a webhook's deliveries of the last 30 days, the newest first.</summary>
    /// <param name="id">The webhook's id.</param>
    /// <param name="page">The part to list.</param>
    /// <param name="status">Only those with this status.</param>
    private static async Task<Results<Ok<CursorPage<WebhookDeliveryView>>, BadRequestProblem, NotFoundProblem>> ListAsync(
        Guid id,
        [AsParameters] CursorQuery page,
        ClaimsPrincipal caller,
        MessagingDb db,
        CancellationToken cancellationToken,
        [FromQuery] Choice<WebhookDeliveryStatus>? status = null
    )
    {
        if (!await db.EndpointsOf(caller).AnyAsync(e => e.Id == id, cancellationToken))
        {
            return WebhookEndpoints.NoSuchWebhook();
        }

        var deliveries = db.WebhookDeliveries.AsNoTracking().Where(d => d.EndpointId == id);
        if (status is { Value: var requested })
        {
            var state = requested.ToString().ToLowerInvariant();
            deliveries = deliveries.Where(d => d.State == state);
        }

        if (page.TryGetPosition<DeliveryPosition>(out var after))
        {
            deliveries = deliveries.Where(d => d.CreatedAt < after.CreatedAt || (d.CreatedAt == after.CreatedAt && d.Id < after.Id));
        }

        var found = await deliveries
            .OrderByDescending(d => d.CreatedAt)
            .ThenByDescending(d => d.Id)
            .Take(page.Limit + 1)
            .Select(d => new
            {
                Delivery = d,
                Type = db.WebhookEvents.Where(e => e.Id == d.EventId).Select(e => e.Type).Single(),
                Last = db.WebhookAttempts.Where(a => a.DeliveryId == d.Id).OrderByDescending(a => a.Number).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(
            Cursor.Page(
                found.ConvertAll(one => WebhookDeliveryView.Of(one.Delivery, one.Type, one.Last)),
                page,
                view => new DeliveryPosition(view.CreatedAt, view.Id)
            )
        );
    }

    /// <summary>Reads a delivery with its attempts, the latest 50 at most.</summary>
    /// <param name="id">The webhook's id.</param>
    /// <param name="deliveryId">The delivery's id.</param>
    private static async Task<Results<Ok<WebhookDeliveryDetail>, NotFoundProblem>> ReadAsync(
        Guid id,
        [FromRoute(Name = "delivery_id")] Guid deliveryId,
        ClaimsPrincipal caller,
        MessagingDb db,
        CancellationToken cancellationToken
    )
    {
        var found = await db
            .WebhookDeliveries.AsNoTracking()
            .Where(d => d.Id == deliveryId && d.EndpointId == id && db.EndpointsOf(caller).Any(e => e.Id == id))
            .Select(d => new { Delivery = d, Type = db.WebhookEvents.Where(e => e.Id == d.EventId).Select(e => e.Type).Single() })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return NoSuchDelivery();
        }

        var attempts = await db
            .WebhookAttempts.AsNoTracking()
            .Where(a => a.DeliveryId == deliveryId)
            .OrderBy(a => a.Number)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(
            new WebhookDeliveryDetail(
                WebhookDeliveryView.Of(found.Delivery, found.Type, attempts.LastOrDefault()),
                attempts.ConvertAll(WebhookAttemptView.Of)
            )
        );
    }

    /// <summary>Sends a delivery once more, now. It has the same event id, and three days again.</summary>
    /// <remarks>A webhook takes ten pings and redeliveries a minute; then 429 <c>rate_limited</c>.</remarks>
    /// <param name="id">The webhook's id.</param>
    /// <param name="deliveryId">The delivery's id.</param>
    private static Task<Results<Accepted<WebhookDeliveryView>, NotFoundProblem, ConflictProblem, TooManyRequestsProblem>> RedeliverAsync(
        Guid id,
        [FromRoute(Name = "delivery_id")] Guid deliveryId,
        ClaimsPrincipal caller,
        MessagingDb db,
        WebhookOptions options,
        WebhookSignal signal,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<Accepted<WebhookDeliveryView>, NotFoundProblem, ConflictProblem, TooManyRequestsProblem>>(async () =>
        {
            if (await db.EndpointsOf(caller).AsNoTracking().SingleOrDefaultAsync(e => e.Id == id) is not { } endpoint)
            {
                return WebhookEndpoints.NoSuchWebhook();
            }

            await db.Database.ExecuteSqlAsync($"SELECT FROM webhook_deliveries WHERE id = {deliveryId} AND endpoint_id = {id} FOR UPDATE");
            if (await db.WebhookDeliveries.SingleOrDefaultAsync(d => d.Id == deliveryId && d.EndpointId == id) is not { } delivery)
            {
                return NoSuchDelivery();
            }

            var now = clock.GetKeptNow();
            if (delivery.LeasedUntil > now)
            {
                return Problem.Conflict("This delivery is being sent at this moment. Try again in a minute.", "being_sent");
            }

            if (await ObstacleAsync(db, endpoint, options) is { } obstacle)
            {
                return obstacle;
            }

            if (await IsTooFastAsync(db, id, now))
            {
                return TooFast();
            }

            delivery.FormerAttempts = delivery.Attempts;
            (delivery.State, delivery.AvailableAt, delivery.ExpiresAt) = (WebhookDeliveryState.Waiting, now, now + WebhookEvents.GiveUp);
            (delivery.SettledAt, delivery.LeasedUntil) = (null, null);
            db.AfterCommit(signal.Wake);
            await db.SaveChangesAsync();
            var type = await db.WebhookEvents.Where(e => e.Id == delivery.EventId).Select(e => e.Type).SingleAsync();
            return TypedResults.Accepted(
                $"/api/v1/webhooks/{id}/deliveries/{deliveryId}",
                WebhookDeliveryView.Of(delivery, type, last: null)
            );
        });

    /// <summary>Counts an attempt that the owner asks for, in the database, for all instances.</summary>
    private static async Task<bool> IsTooFastAsync(MessagingDb db, Guid id, DateTimeOffset now) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE webhook_endpoints SET asked = CASE WHEN asked_since > {now - AskedTime} THEN asked + 1 ELSE 1 END,
                asked_since = CASE WHEN asked_since > {now - AskedTime} THEN asked_since ELSE {now} END
            WHERE id = {id} AND (asked < {MostAsked} OR asked_since IS NULL OR asked_since <= {now - AskedTime})
            """
        ) == 0;

    private static TooManyRequestsProblem TooFast() =>
        Problem.TooManyRequests(AskedTime, "A webhook takes ten pings and redeliveries a minute. Wait a little.", "rate_limited");

    private static async Task<ConflictProblem?> ObstacleAsync(MessagingDb db, WebhookEndpoint endpoint, WebhookOptions options) =>
        !endpoint.IsEnabled ? Problem.Conflict("This webhook is switched off. Switch it on first.", "webhook_off")
        : await db.WebhookDeliveries.CountAsync(d => d.EndpointId == endpoint.Id && d.State == WebhookDeliveryState.Waiting)
        >= options.MostWaiting
            ? Problem.Conflict("Too many deliveries of this webhook wait. Mend its receiver first.", "too_many_waiting")
        : null;

    private static NotFoundProblem NoSuchDelivery() => Problem.NotFound("There is no such delivery.", "no_such_delivery");

    private sealed record DeliveryPosition(DateTimeOffset CreatedAt, Guid Id);
}

/// <summary>The state of a delivery.</summary>
internal enum WebhookDeliveryStatus
{
    /// <summary>Not delivered yet: it is tried again.</summary>
    Waiting,

    /// <summary>The receiver has it.</summary>
    Delivered,

    /// <summary>Given up after three days, or too many waited.</summary>
    Failed,
}

/// <summary>A delivery to a webhook.</summary>
/// <param name="Id">The delivery's id.</param>
/// <param name="EventId">The event's id: that of the body.</param>
/// <param name="Type">The event's type.</param>
/// <param name="Status">waiting, delivered or failed.</param>
/// <param name="Attempts">How many attempts were begun.</param>
/// <param name="NextAttemptAt">Of a waiting one: when it is tried next.</param>
/// <param name="LastAttempt">The last attempt that has ended; null: none.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="SettledAt">When it was delivered or given up; null: not yet.</param>
internal sealed record WebhookDeliveryView(
    Guid Id,
    Guid EventId,
    string Type,
    WebhookDeliveryStatus Status,
    int Attempts,
    DateTimeOffset? NextAttemptAt,
    WebhookAttemptView? LastAttempt,
    DateTimeOffset CreatedAt,
    DateTimeOffset? SettledAt
) : IHasExample<WebhookDeliveryView>
{
    public static WebhookDeliveryView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000e2"),
            Guid.Parse("0198c0de-0000-7000-8000-0000000000e3"),
            WebhookCatalogue.RegistrationConfirmed,
            WebhookDeliveryStatus.Delivered,
            1,
            null,
            WebhookAttemptView.Example,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 21, 8, 30, 1, TimeSpan.Zero)
        );

    public static WebhookDeliveryView Of(WebhookDelivery delivery, string type, WebhookAttempt? last) =>
        new(
            delivery.Id,
            delivery.EventId,
            type,
            Enum.Parse<WebhookDeliveryStatus>(delivery.State, ignoreCase: true),
            delivery.Attempts,
            delivery.State == WebhookDeliveryState.Waiting ? delivery.AvailableAt : null,
            last is null ? null : WebhookAttemptView.Of(last),
            delivery.CreatedAt,
            delivery.SettledAt
        );
}

/// <summary>An attempt of a delivery.</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">When it began.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Status">The status of the answer; null: there was none.</param>
/// <param name="Error">Why there was no answer; null: there was one.</param>
/// <param name="Response">The beginning of the answer, at most 1024 bytes.</param>
internal sealed record WebhookAttemptView(int Number, DateTimeOffset At, int Milliseconds, int? Status, string? Error, string? Response)
    : IHasExample<WebhookAttemptView>
{
    public static WebhookAttemptView Example =>
        new(1, new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero), 84, 200, null, "thank you");

    public static WebhookAttemptView Of(WebhookAttempt attempt) =>
        new(attempt.Number, attempt.At, attempt.Milliseconds, attempt.Status, attempt.Error, attempt.Response);
}

/// <summary>A delivery with its attempts.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Attempts">Those that have ended, the first one first.</param>
internal sealed record WebhookDeliveryDetail(WebhookDeliveryView Delivery, IReadOnlyList<WebhookAttemptView> Attempts)
    : IHasExample<WebhookDeliveryDetail>
{
    public static WebhookDeliveryDetail Example => new(WebhookDeliveryView.Example, [WebhookAttemptView.Example]);
}
