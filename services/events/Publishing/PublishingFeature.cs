using Community.Platform.Access.Fleet;
using Community.Platform.Storage;

namespace Community.Events.Publishing;

/// <summary>Writing and publishing events.</summary>
internal static class PublishingFeature
{
    public static IServiceCollection AddPublishing(this IServiceCollection services) =>
        services
            .AddOwnerClient("identity")
            .AddSingleton<Sellers>()
            .AddDroppedObjects(
                new ObjectReference("events", "image_key"),
                new ObjectReference("photos", "object_key"),
                new ObjectReference("evidence", "object_key")
            );

    public static void MapEventSnapshots(this IEndpointRouteBuilder endpoints) => EventSnapshotEndpoints.Map(endpoints);

    public static void MapPublishing(this IEndpointRouteBuilder api) => PublishingEndpoints.Map(api);
}
