using System.Text.Json;
using Community.Contracts;
using Community.Contracts.Events;
using Community.Contracts.Payments;
using Community.Contracts.Social;
using Community.Messaging.Data;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Http.Json;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Webhooks;

/// <summary>Wakes the sender of this instance.</summary>
internal sealed class WebhookSignal : WakeSignal;

/// <summary>
/// Turns integration events into deliveries, in the transaction of the consumer: one for each endpoint whose owner it concerns and that has
/// chosen its type. An event that concerns no endpoint leaves nothing behind. Of an order the seller is always kept: a webhook that is
/// added later is told of its payment.
/// </summary>
internal sealed class WebhookEvents(
    MessagingDb db,
    WebhookOptions options,
    WebhookInterest interest,
    WebhookSignal signal,
    TimeProvider clock
)
{
    /// <summary>After this time a delivery is given up.</summary>
    public static readonly TimeSpan GiveUp = TimeSpan.FromDays(3);

    public Task AddAsync(EventPublished published) =>
        AddAsync(
            published,
            WebhookCatalogue.EventPublished,
            new WebhookEventData(
                published.CommunityEventId,
                published.OrganizerId,
                published.Name,
                published.EventType,
                published.Category,
                published.Region,
                published.City,
                published.StartsAt,
                published.EndsAt,
                published.TimeZone,
                published.Visibility,
                published.Description,
                published.LocationName,
                published.LocationAddress,
                published.Latitude,
                published.Longitude
            ),
            published.OrganizerId,
            eventId: published.CommunityEventId
        );

    public Task AddAsync(EventUpdated updated) =>
        AddAsync(
            updated,
            WebhookCatalogue.EventChanged,
            new WebhookEventData(
                updated.CommunityEventId,
                updated.OrganizerId,
                updated.Name,
                updated.EventType,
                updated.Category,
                updated.Region,
                updated.City,
                updated.StartsAt,
                updated.EndsAt,
                updated.TimeZone,
                updated.Visibility,
                updated.Description,
                updated.LocationName,
                updated.LocationAddress,
                updated.Latitude,
                updated.Longitude
            ),
            updated.OrganizerId,
            eventId: updated.CommunityEventId
        );

    public Task AddAsync(EventCancelled cancelled) =>
        AddAsync(
            cancelled,
            WebhookCatalogue.EventCancelled,
            new WebhookCancellationData(cancelled.CommunityEventId, cancelled.OrganizerId, cancelled.Reason),
            cancelled.OrganizerId,
            eventId: cancelled.CommunityEventId
        );

    /// <summary>Of a new registration only the waitlist is told: the others are confirmed or expire.</summary>
    public Task AddAsync(RsvpCreated created) =>
        created.Status == "waitlisted"
            ? AddAsync(
                created,
                WebhookCatalogue.RegistrationWaitlisted,
                new WebhookRegistrationData(created.RegistrationId, created.CommunityEventId, created.UserId, "waitlisted"),
                created.OrganizerId,
                eventId: created.CommunityEventId
            )
            : Task.CompletedTask;

    public Task AddAsync(RsvpConfirmed confirmed) =>
        AddAsync(
            confirmed,
            WebhookCatalogue.RegistrationConfirmed,
            new WebhookRegistrationData(confirmed.RegistrationId, confirmed.CommunityEventId, confirmed.UserId, "confirmed"),
            confirmed.OrganizerId,
            eventId: confirmed.CommunityEventId
        );

    public Task AddAsync(RsvpCancelled cancelled) =>
        AddAsync(
            cancelled,
            WebhookCatalogue.RegistrationCancelled,
            new WebhookRegistrationData(
                cancelled.RegistrationId,
                cancelled.CommunityEventId,
                cancelled.UserId,
                "cancelled",
                cancelled.Reason,
                cancelled.IsRefunded
            ),
            cancelled.OrganizerId,
            eventId: cancelled.CommunityEventId
        );

    public Task AddAsync(RsvpExpired expired) =>
        AddAsync(
            expired,
            WebhookCatalogue.RegistrationExpired,
            new WebhookRegistrationData(expired.RegistrationId, expired.CommunityEventId, expired.UserId, "expired"),
            expired.OrganizerId,
            eventId: expired.CommunityEventId
        );

    public Task AddAsync(AttendeeArrived arrived) =>
        AddAsync(
            arrived,
            WebhookCatalogue.RegistrationCheckedIn,
            new WebhookRegistrationData(
                arrived.RegistrationId,
                arrived.CommunityEventId,
                arrived.UserId,
                "checked_in",
                Method: arrived.Method
            ),
            arrived.OrganizerId,
            eventId: arrived.CommunityEventId
        );

    public Task AddAsync(CommunityMemberJoined joined) =>
        AddAsync(
            joined,
            WebhookCatalogue.MemberJoined,
            new WebhookMemberData(joined.CommunityId, joined.UserId, joined.Role, Reason: null),
            communityId: joined.CommunityId
        );

    public Task AddAsync(CommunityMemberLeft left) =>
        AddAsync(
            left,
            WebhookCatalogue.MemberLeft,
            new WebhookMemberData(left.CommunityId, left.UserId, Role: null, left.Reason),
            communityId: left.CommunityId
        );

    public Task AddAsync(PaymentSucceeded paid) =>
        AddOfOrderAsync(
            paid,
            WebhookCatalogue.OrderPaid,
            new(
                paid.OrderId,
                paid.UserId,
                paid.Purpose,
                paid.ReferenceId,
                paid.AmountCents,
                paid.Currency,
                paid.PaymentMethod,
                paid.Description,
                Reason: null
            )
        );

    public Task AddAsync(PaymentRefunded refunded) =>
        AddOfOrderAsync(
            refunded,
            WebhookCatalogue.OrderRefunded,
            new(
                refunded.OrderId,
                refunded.UserId,
                refunded.Purpose,
                refunded.ReferenceId,
                refunded.AmountCents,
                refunded.Currency,
                PaymentMethod: null,
                refunded.Description,
                refunded.Reason
            )
        );

    /// <summary>The seller is known from now on. Earlier events are sent now.</summary>
    public async Task AddAsync(PaymentRequested requested)
    {
        if (options.KeyEncryptionKey is null)
        {
            return;
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO webhook_orders (order_id, seller_id, is_requested, created_at) VALUES ({requested.OrderId}, {requested.SellerId}, true, {clock.GetUtcNow()})
            ON CONFLICT (order_id) DO UPDATE SET seller_id = excluded.seller_id, is_requested = true
            """
        );
        var early = await db
            .Database.SqlQuery<EarlyOrder>(
                $"DELETE FROM webhook_early_orders WHERE order_id = {requested.OrderId} RETURNING id, type, body"
            )
            .ToListAsync();
        foreach (var one in early.OrderBy(one => one.Id))
        {
            await RouteAsync(one.Id, one.Type, one.Body, requested.SellerId, null, null);
        }
    }

    /// <summary>
    /// The row of the order is locked first, so that of a payment and the request that names its seller one waits for the other, whichever
    /// the bus brings first.
    /// </summary>
    private async Task AddOfOrderAsync(IIntegrationEvent occurred, string type, WebhookOrderData data)
    {
        if (options.KeyEncryptionKey is null || !await interest.MayHaveAsync(db, type))
        {
            return;
        }

        var body = BodyOf(occurred, type, data);
        var known = await db
            .Database.SqlQuery<OrderSeller>(
                $"""
                INSERT INTO webhook_orders (order_id, is_requested, created_at) VALUES ({data.OrderId}, false, {clock.GetUtcNow()})
                ON CONFLICT (order_id) DO UPDATE SET created_at = webhook_orders.created_at
                RETURNING seller_id, is_requested
                """
            )
            .ToListAsync();
        await RouteAsync(occurred.EventId, type, body, known[0].SellerId, null, null);
        if (!known[0].IsRequested)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO webhook_early_orders (id, order_id, type, body, created_at)
                SELECT {occurred.EventId}, {data.OrderId}, {type}, {body}, {clock.GetUtcNow()}
                WHERE EXISTS (SELECT FROM webhook_endpoints WHERE NOT is_fleet_wide AND deleted_at IS NULL)
                """
            );
        }
    }

    private async Task AddAsync(
        IIntegrationEvent occurred,
        string type,
        object data,
        Guid? personId = null,
        Guid? communityId = null,
        Guid? eventId = null
    )
    {
        if (await interest.MayHaveAsync(db, type))
        {
            await RouteAsync(occurred.EventId, type, BodyOf(occurred, type, data), personId, communityId, eventId);
        }
    }

    private static string BodyOf(IIntegrationEvent occurred, string type, object data) =>
        JsonSerializer.Serialize(
            new WebhookBody(occurred.EventId, type, 1, occurred.OccurredAt.ToUniversalTime(), data),
            ServiceJson.Options
        );

    /// <param name="id">The integration event.</param>
    /// <param name="type">Of <see cref="WebhookCatalogue"/>.</param>
    /// <param name="body">The bytes to send.</param>
    /// <param name="personId">The organizer or seller; null: the owners of the community.</param>
    /// <param name="communityId">The community that it is about.</param>
    /// <param name="eventId">The event that it is about.</param>
    private async Task RouteAsync(Guid id, string type, string body, Guid? personId, Guid? communityId, Guid? eventId)
    {
        var now = clock.GetUtcNow();
        var routed = await db.Database.ExecuteSqlAsync(
            $"""
            WITH concerned AS (
                SELECT id FROM webhook_endpoints WHERE is_fleet_wide AND deleted_at IS NULL
                UNION SELECT id FROM webhook_endpoints WHERE user_id = {personId}::uuid AND deleted_at IS NULL
                UNION SELECT w.id FROM memberships m JOIN webhook_endpoints w ON w.user_id = m.user_id AND w.deleted_at IS NULL
                    WHERE m.community_id = {communityId}::uuid AND m.is_member AND m.role = 'owner'),
            receivers AS (
                SELECT e.id, (SELECT count(*) FROM (SELECT FROM webhook_deliveries w WHERE w.endpoint_id = e.id AND w.state = 'waiting' LIMIT {options.MostWaiting}) AS waiting) AS waiting
                FROM live_webhook_endpoints e WHERE e.id = ANY (ARRAY(SELECT id FROM concerned))
                    AND (cardinality(e.event_types) = 0 OR {type} = ANY (e.event_types))),
            kept AS (
                INSERT INTO webhook_events (id, type, community_id, event_id, body, created_at)
                SELECT {id}, {type}, {communityId}::uuid, {eventId}::uuid, {body}, {now} WHERE EXISTS (SELECT FROM receivers)
                ON CONFLICT (id) DO NOTHING)
            INSERT INTO webhook_deliveries (id, endpoint_id, event_id, state, available_at, expires_at, created_at, settled_at)
            SELECT gen_random_uuid(), id, {id}, CASE WHEN waiting < {options.MostWaiting} THEN 'waiting' ELSE 'failed' END, {now}, {now
                + GiveUp}, {now},
                CASE WHEN waiting < {options.MostWaiting} THEN NULL ELSE {now} END
            FROM receivers
            ON CONFLICT (endpoint_id, event_id) DO NOTHING
            """
        );
        if (routed > 0)
        {
            db.AfterCommit(signal.Wake);
        }
    }

    private sealed record OrderSeller(Guid? SellerId, bool IsRequested);

    private sealed record EarlyOrder(Guid Id, string Type, string Body);
}
