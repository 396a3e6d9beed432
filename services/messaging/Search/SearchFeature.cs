namespace Community.Messaging.Search;

/// <summary>The search for messages.</summary>
internal static class SearchFeature
{
    public static IServiceCollection AddSearch(this IServiceCollection services) =>
        services.AddSingleton<MessageSearch>().AddHostedService<SearchIndexing>();

    public static void MapSearch(this IEndpointRouteBuilder api) => SearchEndpoints.Map(api);
}
