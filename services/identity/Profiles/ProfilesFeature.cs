using Community.Platform.Storage;

namespace Community.Identity.Profiles;

/// <summary>Profiles and their pictures.</summary>
internal static class ProfilesFeature
{
    public static IServiceCollection AddProfiles(this IServiceCollection services)
    {
        services.AddSingleton<UserReader>();
        return services.AddDroppedObjects(new ObjectReference("users", "picture_key"));
    }

    public static void MapProfiles(this IEndpointRouteBuilder api) => ProfileEndpoints.Map(api);
}
