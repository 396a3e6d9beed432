using Community.Events.CheckIn;
using Community.Events.Data;
using Community.Events.Discovery;
using Community.Events.Erasure;
using Community.Events.Invitations;
using Community.Events.Moderation;
using Community.Events.People;
using Community.Events.Photos;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Events.SeatLedger;
using Community.Events.Stats;
using Community.Events.Tickets;
using Community.ServiceDefaults;
using Community.ServiceDefaults.Bus;
using Community.ServiceDefaults.Data;
using Community.ServiceDefaults.Storage;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("events");
builder.AddServiceDatabase<EventsDb>("events");
builder.AddServiceBus("events", bus =>
{
    bus.AddPeopleConsumers();
    bus.AddRegistrationConsumers();
    bus.AddErasureConsumers();
    bus.AddModerationConsumers();
});
builder.AddPeopleBackfill();
builder.AddObjectStorage();
builder.AddRegistrations();
builder.Services.AddPeople().AddPublishing().AddDiscovery().AddTickets().AddCheckIn().AddPhotos().AddModeration().AddErasure();

var app = builder.Build();
app.UseServiceDefaults();
app.MapPersonExport();
app.MapOfferedOrders();
app.MapEventSnapshots();
var api = app.MapGroup("/api/v1");
api.MapPublishing();
api.MapDiscovery();
api.MapRegistrations();
api.MapAudit();
api.MapTickets();
api.MapCheckIn();
api.MapInvitations();
api.MapPhotos();
api.MapStats();
await app.RunAsync();
