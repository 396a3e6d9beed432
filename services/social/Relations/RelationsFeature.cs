using Community.Platform.Hosting.Configuration;
using Community.Social.Blocks;
using Community.Social.Connections;
using Community.Social.Follows;

namespace Community.Social.Relations;

/// <summary>Connections, follows and blocks.</summary>
internal static class RelationsFeature
{
    public static IServiceCollection AddRelations(this IServiceCollection services) =>
        services.AddSettings<RelationOptions>().AddScoped<RelationLocks>().AddUserConnections().AddFollows().AddBlocks();

    public static void MapRelationSnapshots(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapBlockSnapshots();
        endpoints.MapConnectionSnapshots();
    }

    public static void MapRelations(this IEndpointRouteBuilder api)
    {
        api.MapConnections();
        api.MapFollows();
        api.MapBlocks();
        api.MapRelation();
    }
}
