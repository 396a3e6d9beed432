namespace Community.Identity.SecondFactors;

/// <summary>The second factor of a login.</summary>
internal static class SecondFactorsFeature
{
    public static IServiceCollection AddSecondFactors(this IServiceCollection services)
    {
        services.AddSingleton<FactorCodes>();
        services.AddScoped<SecondFactorCheck>();
        services.AddScoped<LoginChallenges>();
        return services.AddScoped<SecondFactorSetup>();
    }

    public static void MapSecondFactors(this IEndpointRouteBuilder api) => SecondFactorEndpoints.Map(api);
}
