using Community.Platform.Access.Fleet;
using Community.Social.Communities;
using Community.Social.Moderation.Rules;
using MassTransit;

namespace Community.Social.Moderation;

/// <summary>Reports, cases, sanctions and rules.</summary>
internal static class ModerationFeature
{
    public static void AddModeration(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddOwnerClient("messaging")
            .AddOwnerClient("events")
            .AddScoped<Evidence>()
            .AddSingleton<OldContentCopies>()
            .AddHostedService(provider => provider.GetRequiredService<OldContentCopies>());
        builder.Services.AddScoped<Cases>();
        builder.Services.AddSingleton<TextChecks>();
        builder.Services.AddSingleton<ICommunityTextCheck>(services => services.GetRequiredService<TextChecks>());
    }

    public static void AddModerationConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenContentDescribed>();
        bus.AddConsumer<WhenContentFlagged>();
    }

    public static void MapModeration(this IEndpointRouteBuilder api)
    {
        api.MapReports();
        api.MapCases();
        api.MapDecisions();
        api.MapAppeals();
        api.MapCommunityCases();
        api.MapSanctions();
        api.MapRules();
    }

    public static void MapMuteSnapshots(this IEndpointRouteBuilder endpoints) => MuteSnapshots.Map(endpoints);

    public static void MapRulesSnapshot(this IEndpointRouteBuilder endpoints) => RuleEndpoints.MapSnapshot(endpoints);
}
