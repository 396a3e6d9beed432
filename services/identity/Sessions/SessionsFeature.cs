using Community.Platform.Access.Authentication;

namespace Community.Identity.Sessions;

internal static class SessionsFeature
{
    public static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<AccessTokenIssuer>();
        services.AddSingleton<RefreshTokens>();
        services.AddSingleton<StaffRoles>();
        services.AddSingleton<RevokedSessionFeed>();
        services.AddSingleton<IRevokedSessions>(provider => provider.GetRequiredService<RevokedSessionFeed>());
        services.AddHostedService(provider => provider.GetRequiredService<RevokedSessionFeed>());
        services.AddScoped<SessionStart>();
        services.AddScoped<SessionEnd>();
        services.AddScoped<SessionRefresh>();
        return services;
    }

    public static void MapRevokedSessions(this IEndpointRouteBuilder endpoints) => RevokedSessionEndpoints.Map(endpoints);

    public static void MapSessions(this IEndpointRouteBuilder api) => SessionEndpoints.Map(api);
}
