namespace Community.Identity.PasswordReset;

/// <summary>Forgotten and changed passwords.</summary>
internal static class PasswordResetFeature
{
    public static IServiceCollection AddPasswordReset(this IServiceCollection services)
    {
        services.AddScoped<PasswordChange>();
        services.AddSingleton<PasswordResetRequests>();
        services.AddHostedService(provider => provider.GetRequiredService<PasswordResetRequests>());
        return services;
    }

    public static void MapPasswordReset(this IEndpointRouteBuilder api) => PasswordEndpoints.Map(api);
}
