using Community.Companion.Data;
using Community.Contracts.Events;
using Community.Contracts.Social;
using MassTransit;

namespace Community.Companion.Meaning;

internal sealed class WhenEventPublished(CompanionDb db) : IConsumer<EventPublished>
{
    public Task Consume(ConsumeContext<EventPublished> context)
    {
        var e = context.Message;
        return db.ApplyEventAsync(
            e.CommunityEventId,
            e.Version,
            e.OrganizerId,
            new(e.Name, e.EventType, e.Category, e.Region, e.City, e.StartsAt, e.EndsAt, e.Visibility, e.Description)
        );
    }
}

internal sealed class WhenEventUpdated(CompanionDb db) : IConsumer<EventUpdated>
{
    public Task Consume(ConsumeContext<EventUpdated> context)
    {
        var e = context.Message;
        return db.ApplyEventAsync(
            e.CommunityEventId,
            e.Version,
            e.OrganizerId,
            new(e.Name, e.EventType, e.Category, e.Region, e.City, e.StartsAt, e.EndsAt, e.Visibility, e.Description)
        );
    }
}

internal sealed class WhenEventCancelled(CompanionDb db) : IConsumer<EventCancelled>
{
    public Task Consume(ConsumeContext<EventCancelled> context) => db.ApplyEventCancelledAsync(context.Message.CommunityEventId);
}

/// <summary>
/// Communities publish themselves whether they are hidden (<c>CommunityUpdated</c>), and people are not removed but suspended.
/// </summary>
internal sealed class WhenContentRemoved(CompanionDb db) : IConsumer<ContentRemoved>
{
    public Task Consume(ConsumeContext<ContentRemoved> context) =>
        context.Message is { ContentType: "event" } removed
            ? db.ApplyEventRemovalAsync(removed.ContentId, removed.Version, isRemoved: true)
            : Task.CompletedTask;
}

internal sealed class WhenContentRestored(CompanionDb db) : IConsumer<ContentRestored>
{
    public Task Consume(ConsumeContext<ContentRestored> context) =>
        context.Message is { ContentType: "event" } restored
            ? db.ApplyEventRemovalAsync(restored.ContentId, restored.Version, isRemoved: false)
            : Task.CompletedTask;
}
