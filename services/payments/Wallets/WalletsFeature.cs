namespace Community.Payments.Wallets;

/// <summary>Wallets and payments with credits.</summary>
internal static class WalletsFeature
{
    public static IServiceCollection AddWallets(this IServiceCollection services) => services.AddSingleton<CreditBatcher>();

    public static void MapCreditPayments(this IEndpointRouteBuilder api) => CreditEndpoints.Map(api);

    public static void MapWallet(this IEndpointRouteBuilder api) => WalletEndpoints.Map(api);
}
