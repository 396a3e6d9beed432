using Community.Identity.SignIns;

namespace Community.Identity.Login;

/// <summary>Login and reauthentication.</summary>
internal static class LoginFeature
{
    public static IServiceCollection AddLogin(this IServiceCollection services)
    {
        services.AddScoped<KnownClients>();
        services.AddScoped<WaysIn>();
        services.AddSingleton<LoginLimiter>();
        services.AddScoped<PasswordCheck>();
        services.AddScoped<Reauthentication>();
        services.AddScoped<PasswordLogin>();
        services.AddScoped<NewPlaceMail>();
        services.AddScoped<SignInCompletion>();
        return services.AddSignIns();
    }

    public static void MapLogin(this IEndpointRouteBuilder api) => LoginEndpoints.Map(api);

    public static void MapReauthentication(this IEndpointRouteBuilder api) => ReauthenticationEndpoints.Map(api);
}
