namespace Community.Identity.Bots;

/// <summary>Bots: accounts of programs, each with an owner.</summary>
internal static class BotsFeature
{
    public static IServiceCollection AddBots(this IServiceCollection services) => services.AddScoped<BotStore>();

    public static void MapBots(this IEndpointRouteBuilder api) => BotEndpoints.Map(api);
}
