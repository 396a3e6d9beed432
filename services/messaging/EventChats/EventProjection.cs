using Community.Contracts.Events;
using Community.Messaging.Data;
using Community.Messaging.Notifications;
using Community.Messaging.Realtime;
using Community.ServiceDefaults.Bus;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.EventChats;

/// <summary>An event as its service announced it.</summary>
internal sealed class KnownEvent
{
    public required Guid Id { get; init; }

    public required long Version { get; init; }

    public required Guid OrganizerId { get; init; }

    public required string Name { get; init; }

    public bool IsCancelled { get; init; }
}

/// <summary>Writes what events announces of events and registrations; the newest version of each counts.</summary>
internal static class EventProjection
{
    public static void AddEventConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenEventPublished>();
        bus.AddConsumer<WhenEventUpdated>();
        bus.AddConsumer<WhenEventCancelled>();
        bus.AddConsumer<WhenRsvpConfirmed>();
        bus.AddConsumer<WhenRsvpCancelled>();
    }

    /// <summary>Events that were published before these consumers had queues; who is registered is asked of events when it matters.</summary>
    public static WebApplicationBuilder AddEventBackfill(this WebApplicationBuilder builder) =>
        builder.AddBackfill<MessagingDb, EventSnapshot>("events", "events", "/internal/events", (db, snapshot) => db.ApplySnapshotAsync(snapshot));

    public static async Task ApplySnapshotAsync(this MessagingDb db, EventSnapshot snapshot)
    {
        await db.ApplyEventAsync(snapshot.CommunityEventId, snapshot.Version, snapshot.OrganizerId, snapshot.Name);
        if (snapshot.IsCancelled)
        {
            await db.ApplyCancellationAsync(snapshot.CommunityEventId, snapshot.Version, snapshot.OrganizerId);
        }
    }

    public static Task ApplyEventAsync(this MessagingDb db, Guid id, long version, Guid organizerId, string name) => db.Database.ExecuteSqlAsync($"""
        INSERT INTO events (id, version, organizer_id, name) VALUES ({id}, {version}, {organizerId}, {name})
        ON CONFLICT (id) DO UPDATE SET version = excluded.version, organizer_id = excluded.organizer_id, name = excluded.name
        WHERE events.version < excluded.version
        """);

    /// <summary>Whether another time or place was known before: those who come have to know.</summary>
    /// <remarks>After the rest of this version was applied: an older one changes nothing.</remarks>
    public static async Task<bool> ApplyWhenAndWhereAsync(
        this MessagingDb db, Guid id, long version, DateTimeOffset startsAt, DateTimeOffset endsAt, string? city)
    {
        var known = await db.Database.SqlQuery<bool>($"""
            WITH former AS (SELECT * FROM events WHERE id = {id} AND version = {version} FOR UPDATE)
            UPDATE events e SET starts_at = {startsAt.ToUniversalTime()}, ends_at = {endsAt.ToUniversalTime()}, city = {city} FROM former
            WHERE e.id = former.id
                AND (former.starts_at, former.ends_at, former.city) IS DISTINCT FROM ({startsAt.ToUniversalTime()}, {endsAt.ToUniversalTime()}, {city}::text)
            RETURNING former.starts_at IS NOT NULL AND NOT former.is_cancelled AS "Value"
            """).ToListAsync();
        return known.Contains(true);
    }

    /// <summary>Who has a confirmed registration.</summary>
    public static Task<List<Guid>> RegisteredAsync(this MessagingDb db, Guid eventId) =>
        db.Database.SqlQuery<Guid>($"""SELECT user_id AS "Value" FROM registrations WHERE event_id = {eventId} AND is_confirmed""").ToListAsync();

    /// <summary>A cancelled event stays so; those who were registered still talk in its chat.</summary>
    public static Task ApplyCancellationAsync(this MessagingDb db, Guid id, long version, Guid organizerId) => db.Database.ExecuteSqlAsync($"""
        INSERT INTO events (id, version, organizer_id, name, is_cancelled) VALUES ({id}, {version}, {organizerId}, '', true)
        ON CONFLICT (id) DO UPDATE SET is_cancelled = true
        """);

    public static Task ApplyRegistrationAsync(this MessagingDb db, Guid id, Guid eventId, Guid userId, long version, bool isConfirmed) =>
        db.Database.ExecuteSqlAsync($"""
            INSERT INTO registrations (id, event_id, user_id, version, is_confirmed)
            SELECT {id}, {eventId}, {userId}, {version}, {isConfirmed} WHERE NOT EXISTS (SELECT FROM people WHERE id = {userId} AND is_erased)
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, is_confirmed = excluded.is_confirmed
            WHERE registrations.version < excluded.version
            """);
}

internal sealed class WhenEventPublished(MessagingDb db) : IConsumer<EventPublished>
{
    public async Task Consume(ConsumeContext<EventPublished> context)
    {
        var published = context.Message;
        await db.ApplyEventAsync(published.CommunityEventId, published.Version, published.OrganizerId, published.Name);
        await db.ApplyWhenAndWhereAsync(published.CommunityEventId, published.Version, published.StartsAt, published.EndsAt, published.City);
    }
}

internal sealed class WhenEventUpdated(MessagingDb db, Notifier notifier, INotices notices) : IConsumer<EventUpdated>
{
    public async Task Consume(ConsumeContext<EventUpdated> context)
    {
        var updated = context.Message;

        // Another may run it now.
        db.AfterCommit(() => notices.RightsChanged(null));
        await db.ApplyEventAsync(updated.CommunityEventId, updated.Version, updated.OrganizerId, updated.Name);
        if (await db.ApplyWhenAndWhereAsync(updated.CommunityEventId, updated.Version, updated.StartsAt, updated.EndsAt, updated.City))
        {
            await notifier.TellAsync(updated, await db.RegisteredAsync(updated.CommunityEventId));
        }
    }
}

internal sealed class WhenEventCancelled(MessagingDb db) : IConsumer<EventCancelled>
{
    public Task Consume(ConsumeContext<EventCancelled> context)
    {
        var cancelled = context.Message;
        return db.ApplyCancellationAsync(cancelled.CommunityEventId, cancelled.Version, cancelled.OrganizerId);
    }
}

internal sealed class WhenRsvpConfirmed(MessagingDb db, Notifier notifier) : IConsumer<RsvpConfirmed>
{
    public async Task Consume(ConsumeContext<RsvpConfirmed> context)
    {
        var confirmed = context.Message;
        await db.ApplyRegistrationAsync(confirmed.RegistrationId, confirmed.CommunityEventId, confirmed.UserId, confirmed.Version, isConfirmed: true);
        await notifier.TellAsync(confirmed);
    }
}

internal sealed class WhenRsvpCancelled(MessagingDb db, Notifier notifier, INotices notices) : IConsumer<RsvpCancelled>
{
    public async Task Consume(ConsumeContext<RsvpCancelled> context)
    {
        var cancelled = context.Message;
        db.AfterCommit(() => notices.RightsChanged(cancelled.UserId));
        await db.ApplyRegistrationAsync(cancelled.RegistrationId, cancelled.CommunityEventId, cancelled.UserId, cancelled.Version, isConfirmed: false);
        await notifier.TellAsync(cancelled);
    }
}
