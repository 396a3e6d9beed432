using Community.Payments.Orders;

namespace Community.Payments.CreditPacks;

internal static class CreditPacksFeature
{
    public static IServiceCollection AddCreditPacks(this IServiceCollection services) =>
        services.AddScoped<IGoods, CreditPackGoods>().AddScoped<IWhenMoneyMoves, CreditPackGoods>();

    public static void MapCreditPacks(this IEndpointRouteBuilder api) => CreditPackEndpoints.Map(api);
}
