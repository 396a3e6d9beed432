using Community.ServiceDefaults;
using Community.ServiceDefaults.Bus;
using Community.ServiceDefaults.Data;
using Community.ServiceDefaults.Storage;
using Community.Social.Blocks;
using Community.Social.Communities;
using Community.Social.Connections;
using Community.Social.Data;
using Community.Social.Discovery;
using Community.Social.Feed;
using Community.Social.Follows;
using Community.Social.Membership;
using Community.Social.Moderation;
using Community.Social.Network;
using Community.Social.PaidAccess;
using Community.Social.People;
using Community.Social.Plans;
using Community.Social.Relations;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("social");
builder.AddServiceDatabase<SocialDb>("social");
builder.AddServiceBus("social", bus =>
{
    bus.AddPeopleConsumers();
    bus.AddPlanConsumers();
});
builder.AddPeople();
builder.AddPlans();
builder.AddObjectStorage();
builder.Services.AddSingleton<PeopleSearch>();
builder.Services.AddRelations();

var app = builder.Build();
app.UseServiceDefaults();
app.MapBlockSnapshots();
var api = app.MapGroup("/api/v1");
api.MapConnections();
api.MapFollows();
api.MapBlocks();
api.MapRelations();
api.MapDiscovery();
api.MapNetwork();
api.MapCommunities();
api.MapMembership();
api.MapPaidAccess();
api.MapFeed();
api.MapModeration();
await app.RunAsync();
