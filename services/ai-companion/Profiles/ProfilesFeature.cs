namespace Community.Companion.Profiles;

/// <summary>The analysis of profiles.</summary>
internal static class ProfilesFeature
{
    public static IServiceCollection AddProfiles(this IServiceCollection services) =>
        services.AddSingleton<SkillCatalogue>().AddSingleton<OfflineAnalysis>().AddScoped<ProfileStore>().AddScoped<ProfileAnalyst>();

    public static void MapProfiles(this IEndpointRouteBuilder api) => ProfileEndpoints.Map(api);
}
