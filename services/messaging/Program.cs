using Community.Messaging.Communities;
using Community.Messaging.Data;
using Community.Messaging.Events;
using Community.Messaging.Messages;
using Community.Messaging.Notifications;
using Community.Messaging.People;
using Community.Messaging.WebPush;
using Community.ServiceDefaults;
using Community.ServiceDefaults.Bus;
using Community.ServiceDefaults.Data;
using Community.ServiceDefaults.Mail;
using Community.ServiceDefaults.Owners;
using Community.ServiceDefaults.Storage;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("messaging");
builder.AddServiceDatabase<MessagingDb>("messaging");
builder.AddServiceBus("messaging", bus =>
{
    bus.AddPeopleConsumers();
    bus.AddCommunityConsumers();
    bus.AddEventConsumers();
    bus.AddNotificationConsumers();
});
builder.AddPeopleBackfill();
builder.AddObjectStorage();
builder.AddMail<MessagingDb>();
builder.Services.AddOwnerLookup("identity", "social", "events").AddMessages().AddNotifications().AddWebPush(builder.Configuration);

var app = builder.Build();
app.UseServiceDefaults();
var api = app.MapGroup("/api/v1");
api.MapMessages();
api.MapNotifications();
api.MapChannelPreferences();
api.MapWebPush();
await app.RunAsync();
