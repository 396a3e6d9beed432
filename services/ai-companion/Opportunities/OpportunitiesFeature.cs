namespace Community.Companion.Opportunities;

/// <summary>Events, communities and people that the companion points out.</summary>
internal static class OpportunitiesFeature
{
    public static IServiceCollection AddOpportunities(this IServiceCollection services) => services.AddHostedService<OpportunityWork>();

    public static void MapOpportunities(this IEndpointRouteBuilder api) => ActivityEndpoints.Map(api);
}
