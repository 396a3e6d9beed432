namespace Community.Identity.ApiTokens;

/// <summary>Tokens for programs of users.</summary>
internal static class ApiTokensFeature
{
    public static IServiceCollection AddApiTokens(this IServiceCollection services) =>
        services
            .AddScoped<ApiTokenStore>()
            .AddSingleton<TokenReminders>()
            .AddHostedService(provider => provider.GetRequiredService<TokenReminders>());

    public static void MapApiTokens(this IEndpointRouteBuilder api) => ApiTokenEndpoints.Map(api);

    public static void MapApiTokenExchange(this IEndpointRouteBuilder endpoints) => ApiTokenEndpoints.MapExchange(endpoints);
}
