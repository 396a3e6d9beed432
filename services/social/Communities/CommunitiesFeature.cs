using Community.Platform.Hosting.Configuration;
using Community.Platform.Storage;

namespace Community.Social.Communities;

internal static class CommunitiesFeature
{
    public static void AddCommunities(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<FoundingLimits>();
        builder.Services.AddSingleton<CommunitySearch>().AddScoped<Sellers>();
        builder.Services.AddDroppedObjects(
            new ObjectReference("communities", "picture_key"),
            new ObjectReference("content_copies", "object_key")
        );
    }

    public static void MapCommunities(this IEndpointRouteBuilder api) => CommunityEndpoints.Map(api);

    public static void MapCommunitySnapshots(this IEndpointRouteBuilder endpoints) => CommunitySnapshots.Map(endpoints);
}
