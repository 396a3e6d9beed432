using Community.Contracts.Events;
using Community.Messaging.Data;
using Community.Platform.Bus;
using MassTransit;

namespace Community.Messaging.EventChats;

/// <summary>Events and their chats.</summary>
internal static class EventChatsFeature
{
    public static IServiceCollection AddEventChats(this IServiceCollection services) => services.AddScoped<EventChatChannels>();

    /// <summary>
    /// Backfills events that were published before these consumers had queues. Registrations are looked up in the events service when they
    /// matter.
    /// </summary>
    public static WebApplicationBuilder AddEventBackfill(this WebApplicationBuilder builder) =>
        builder.AddBackfill<MessagingDb, EventSnapshot>(
            "events",
            "events",
            "/internal/events",
            (db, snapshot) => db.ApplySnapshotAsync(snapshot)
        );

    public static void AddEventConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenEventPublished>();
        bus.AddConsumer<WhenEventUpdated>();
        bus.AddConsumer<WhenEventCancelled>();
        bus.AddConsumer<WhenRsvpConfirmed>();
        bus.AddConsumer<WhenRsvpCancelled>();
    }

    public static void MapEventChats(this IEndpointRouteBuilder api) => EventChatEndpoints.Map(api);
}
