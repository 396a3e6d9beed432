using Community.Platform.Access.Authentication;

namespace Community.Identity.Tokens;

internal static class TokensFeature
{
    public static IServiceCollection AddTokens(this IServiceCollection services)
    {
        services.AddSingleton<IdentitySecrets>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<ISigningKeys>(provider => provider.GetRequiredService<KeyRing>());
        services.AddHostedService(provider => provider.GetRequiredService<KeyRing>());
        return services;
    }

    public static void MapKeySet(this IEndpointRouteBuilder endpoints) => KeySetEndpoints.Map(endpoints);
}
