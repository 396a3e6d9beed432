using Community.People;
using Community.People.Plans;
using Community.Platform.Bus;
using Community.Platform.Data;
using Community.Platform.ServiceDefaults;
using Community.Platform.Storage;
using Community.Social.Communities;
using Community.Social.Data;
using Community.Social.Discovery;
using Community.Social.Erasure;
using Community.Social.Feed;
using Community.Social.Membership;
using Community.Social.Moderation;
using Community.Social.Network;
using Community.Social.PaidAccess;
using Community.Social.People;
using Community.Social.Plans;
using Community.Social.Relations;

namespace Community.Social;

/// <summary>The social service: relations, communities, the feed and moderation.</summary>
public static class SocialService
{
    /// <summary>Composes the service with the builder's configuration; the caller runs it.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("social");
        builder.AddServiceDatabase<SocialDb>("social");
        builder.AddServiceBus(
            "social",
            bus =>
            {
                bus.AddPeopleConsumers();
                bus.AddPlanConsumers();
                bus.AddDiscoveryConsumers();
                bus.AddPaidAccessConsumers();
                bus.AddFeedConsumers();
                bus.AddModerationConsumers();
                bus.AddErasureConsumers();
            }
        );
        builder.AddObjectStorage();
        builder.AddPeople();
        builder.AddPlans<SocialDb>();
        builder.AddCommunities();
        builder.AddMembership();
        builder.AddPaidAccess();
        builder.AddFeed();
        builder.AddModeration();
        builder.Services.AddRelations().AddDiscovery().AddNetwork().AddErasure();

        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapRelationSnapshots();
        app.MapCommunitySnapshots();
        app.MapMembershipSnapshots();
        app.MapSellerOrders();
        app.MapPersonExport();
        app.MapRulesSnapshot();
        app.MapMuteSnapshots();
        var api = app.MapGroup("/api/v1").BringCallers();
        api.MapRelations();
        api.MapDiscovery();
        api.MapNetwork();
        api.MapCommunities();
        api.MapMembership();
        api.MapPaidAccess();
        api.MapFeed();
        api.MapModeration();
        return app;
    }
}
