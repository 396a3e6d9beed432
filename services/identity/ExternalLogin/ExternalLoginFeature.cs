namespace Community.Identity.ExternalLogin;

/// <summary>The login by an OpenID Connect provider.</summary>
internal static class ExternalLoginFeature
{
    public static IServiceCollection AddExternalLogin(this IServiceCollection services)
    {
        services.AddSingleton<OidcProviders>();
        services.AddScoped<ExternalSignIn>();
        services.AddSingleton<CodeExchange>();
        services.AddScoped<ProviderAuthorizations>();
        return services;
    }

    public static void MapExternalLogin(this IEndpointRouteBuilder api)
    {
        ExternalLoginEndpoints.Map(api);
        ProviderAuthorizationEndpoints.Map(api);
    }
}
