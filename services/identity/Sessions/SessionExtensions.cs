using Community.Platform.Access.Authentication;

namespace Community.Identity.Sessions;

internal static class SessionExtensions
{
    public static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
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
}
