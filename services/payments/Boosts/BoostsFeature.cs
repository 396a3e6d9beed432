using Community.Payments.Orders;

namespace Community.Payments.Boosts;

/// <summary>Boosts of profiles.</summary>
internal static class BoostsFeature
{
    public static IServiceCollection AddBoosts(this IServiceCollection services) =>
        services.AddScoped<IGoods, BoostGoods>().AddScoped<IWhenMoneyMoves, BoostGoods>().AddScoped<BoostPurchase>();

    public static void MapBoosts(this IEndpointRouteBuilder api) => BoostEndpoints.Map(api);
}
