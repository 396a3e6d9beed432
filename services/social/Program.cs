using Community.ServiceDefaults;
using Community.ServiceDefaults.Bus;
using Community.ServiceDefaults.Data;
using Community.Social.Data;
using Community.Social.Discovery;
using Community.Social.People;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("social");
builder.AddServiceDatabase<SocialDb>("social");
builder.AddServiceBus("social", bus => bus.AddPeopleConsumers());
builder.AddPeopleBackfill();
builder.Services.AddSingleton<PeopleSearch>();

var app = builder.Build();
app.UseServiceDefaults();
var api = app.MapGroup("/api/v1");
api.MapDiscovery();
await app.RunAsync();
