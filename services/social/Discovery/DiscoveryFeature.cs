using Community.Social.Connections;
using MassTransit;

namespace Community.Social.Discovery;

/// <summary>The discovery of people.</summary>
internal static class DiscoveryFeature
{
    public static IServiceCollection AddDiscovery(this IServiceCollection services) =>
        services
            .AddSingleton<Callers>()
            .AddSingleton<PeopleSearch>()
            .AddSingleton<Suggestions>()
            .AddScoped<CompatibilityReader>()
            .AddScoped<ICompatibilityScores>(provider => provider.GetRequiredService<CompatibilityReader>())
            .AddHostedService<PeopleCounts>()
            .AddHostedService<OldDismissals>();

    public static void AddDiscoveryConsumers(this IBusRegistrationConfigurator bus) => bus.AddConsumer<WhenProfileAnalysed>();

    public static void MapDiscovery(this IEndpointRouteBuilder api) => DiscoveryEndpoints.Map(api);
}
