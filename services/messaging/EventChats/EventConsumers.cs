using Community.Contracts.Events;
using Community.Messaging.Data;
using Community.Messaging.Notifications;
using Community.Messaging.Realtime;
using Community.Messaging.Sync;
using Community.Messaging.Webhooks;
using MassTransit;

namespace Community.Messaging.EventChats;

internal sealed class WhenEventPublished(MessagingDb db, IRealtimePublisher realtime, WebhookEvents webhooks) : IConsumer<EventPublished>
{
    public async Task Consume(ConsumeContext<EventPublished> context)
    {
        var published = context.Message;
        db.AfterCommit(() => realtime.LogChanged(published.CommunityEventId));
        await db.ApplyEventAsync(published.CommunityEventId, published.Version, published.OrganizerId, published.Name);
        await db.ApplyWhereaboutsAsync(
            published.CommunityEventId,
            published.Version,
            new(
                published.StartsAt,
                published.EndsAt,
                published.TimeZone,
                published.City,
                published.LocationName,
                published.LocationAddress,
                published.Latitude,
                published.Longitude
            )
        );
        await webhooks.AddAsync(published);
    }
}

internal sealed class WhenEventUpdated(MessagingDb db, Notifier notifier, IRealtimePublisher realtime, WebhookEvents webhooks)
    : IConsumer<EventUpdated>
{
    public async Task Consume(ConsumeContext<EventUpdated> context)
    {
        var updated = context.Message;

        // The event may have another organizer now.
        db.AfterCommit(() => realtime.RightsChanged(null));
        db.AfterCommit(() => realtime.LogChanged(updated.CommunityEventId));
        var now = new Whereabouts(
            updated.StartsAt,
            updated.EndsAt,
            updated.TimeZone,
            updated.City,
            updated.LocationName,
            updated.LocationAddress,
            updated.Latitude,
            updated.Longitude
        ).AsKept();
        await db.ApplyEventAsync(updated.CommunityEventId, updated.Version, updated.OrganizerId, updated.Name);
        var former = await db.ApplyWhereaboutsAsync(updated.CommunityEventId, updated.Version, now);
        if (former is not null && (now.IsAtAnotherTimeThan(former) || now.IsElsewhereThan(former)))
        {
            var move = new EventMove(updated.EventId, updated.OccurredAt, former, now);
            await db.KeepMoveAsync(updated.CommunityEventId, move);
            await notifier.NotifyAsync(
                updated.CommunityEventId,
                updated.OrganizerId,
                move,
                await db.RegisteredAsync(updated.CommunityEventId)
            );
        }

        await webhooks.AddAsync(updated);
    }
}

internal sealed class WhenEventCancelled(MessagingDb db, IRealtimePublisher realtime, WebhookEvents webhooks) : IConsumer<EventCancelled>
{
    public async Task Consume(ConsumeContext<EventCancelled> context)
    {
        var cancelled = context.Message;
        db.AfterCommit(() => realtime.LogChanged(cancelled.CommunityEventId));
        await db.ApplyCancellationAsync(cancelled.CommunityEventId, cancelled.OrganizerId, cancelled.Reason);
        await webhooks.AddAsync(cancelled);
    }
}

internal sealed class WhenRsvpConfirmed(MessagingDb db, Notifier notifier, SyncEntries log, WebhookEvents webhooks)
    : IConsumer<RsvpConfirmed>
{
    public async Task Consume(ConsumeContext<RsvpConfirmed> context)
    {
        var confirmed = context.Message;
        await db.ApplyRegistrationAsync(
            confirmed.RegistrationId,
            confirmed.CommunityEventId,
            confirmed.UserId,
            confirmed.Version,
            isConfirmed: true
        );
        await log.WriteAsync(confirmed);
        await webhooks.AddAsync(confirmed);
        await notifier.NotifyAsync(confirmed);
        if (await db.MissedMoveAsync(confirmed.CommunityEventId, confirmed.RegistrationId, confirmed.OccurredAt) is { } move)
        {
            await notifier.NotifyAsync(confirmed.CommunityEventId, confirmed.OrganizerId, move, [confirmed.UserId]);
        }
    }
}

internal sealed class WhenRsvpCancelled(
    MessagingDb db,
    Notifier notifier,
    SyncEntries log,
    IRealtimePublisher realtime,
    WebhookEvents webhooks
) : IConsumer<RsvpCancelled>
{
    public async Task Consume(ConsumeContext<RsvpCancelled> context)
    {
        var cancelled = context.Message;
        db.AfterCommit(() => realtime.RightsChanged(cancelled.UserId));
        await db.ApplyRegistrationAsync(
            cancelled.RegistrationId,
            cancelled.CommunityEventId,
            cancelled.UserId,
            cancelled.Version,
            isConfirmed: false
        );
        await log.WriteAsync(cancelled);
        await webhooks.AddAsync(cancelled);
        await notifier.NotifyAsync(cancelled);
    }
}
