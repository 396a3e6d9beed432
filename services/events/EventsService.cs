using Community.Events.Announcements;
using Community.Events.CheckIn;
using Community.Events.Data;
using Community.Events.Discovery;
using Community.Events.Erasure;
using Community.Events.Invitations;
using Community.Events.Mails;
using Community.Events.Moderation;
using Community.Events.People;
using Community.Events.Photos;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Events.SeatLedger;
using Community.Events.Stats;
using Community.Events.Tickets;
using Community.Platform.Bus;
using Community.Platform.Data;
using Community.Platform.ServiceDefaults;
using Community.Platform.Storage;

namespace Community.Events;

/// <summary>The events service: events, seats and tickets.</summary>
public static class EventsService
{
    /// <summary>Composes the service with the builder's configuration; the caller runs it.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("events");
        builder.AddServiceDatabase<EventsDb>("events");
        builder.AddServiceBus(
            "events",
            bus =>
            {
                bus.AddPeopleConsumers();
                bus.AddRegistrationConsumers();
                bus.AddErasureConsumers();
                bus.AddModerationConsumers();
                bus.AddAnnouncementConsumers();
            }
        );
        builder.AddPeopleBackfill();
        builder.AddMuteBackfill();
        builder.AddObjectStorage();
        builder.AddRegistrations();
        builder.AddMails();
        builder.Services.AddPeople().AddPublishing().AddDiscovery().AddTickets().AddCheckIn().AddPhotos().AddModeration().AddErasure();

        var app = builder.Build();
        app.UseServiceDefaults();
        app.UseMutes();
        app.MapPersonExport();
        app.MapSellerOrders();
        app.MapEventSnapshots();
        app.MapRegistrationSnapshots();
        app.MapEvidence();
        var api = app.MapGroup("/api/v1");
        api.MapPublishing();
        api.MapDiscovery();
        api.MapRegistrations();
        api.MapAudit();
        api.MapTickets();
        api.MapCheckIn();
        api.MapInvitations();
        api.MapAnnouncements();
        api.MapPhotos();
        api.MapStats();
        return app;
    }
}
