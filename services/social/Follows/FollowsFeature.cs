namespace Community.Social.Follows;

/// <summary>Following of users.</summary>
internal static class FollowsFeature
{
    public static IServiceCollection AddFollows(this IServiceCollection services) =>
        services.AddScoped<Following>().AddScoped<FollowLists>();

    public static void MapFollows(this IEndpointRouteBuilder api) => FollowEndpoints.Map(api);
}
