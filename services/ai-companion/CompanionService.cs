using Community.Companion.Communities;
using Community.Companion.Conversation;
using Community.Companion.Courses;
using Community.Companion.Dashboard;
using Community.Companion.Data;
using Community.Companion.Erasure;
using Community.Companion.Meaning;
using Community.Companion.People;
using Community.Companion.Plans;
using Community.Companion.Profiles;
using Community.Companion.Selling;
using Community.People;
using Community.People.Plans;
using Community.Platform.Bus;
using Community.Platform.Data;
using Community.Platform.ServiceDefaults;

namespace Community.Companion;

/// <summary>The service as a whole: the companion, its path and courses.</summary>
public static class CompanionService
{
    /// <summary>Composes the service with the builder's configuration; the caller runs it.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("ai-companion");
        builder.AddServiceDatabase<CompanionDb>("companion");
        builder.AddServiceBus(
            "ai-companion",
            bus =>
            {
                bus.AddPeopleConsumers();
                bus.AddPathConsumers();
                bus.AddPlanConsumers();
                bus.AddCommunityConsumers();
                bus.AddEventConsumers();
                bus.AddSellingConsumers();
                bus.AddErasureConsumers();
            }
        );
        builder.AddPeople();
        builder.AddPath();
        builder.AddPlans<CompanionDb>();
        builder.AddCommunities();
        builder.AddMeaning();
        builder.AddSelling();
        builder.AddCourses();
        builder.AddConversation();
        builder.Services.AddProfiles().AddErasure();

        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapSellerOrders();
        app.MapPersonExport();
        var api = app.MapGroup("/api/v1").BringCallers();
        api.MapSettings();
        api.MapPath();
        api.MapMeaning();
        api.MapProfiles();
        api.MapCourses();
        api.MapConversation();
        return app;
    }
}
