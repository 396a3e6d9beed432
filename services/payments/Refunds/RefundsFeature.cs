namespace Community.Payments.Refunds;

internal static class RefundsFeature
{
    public static IServiceCollection AddRefunds(this IServiceCollection services) => services.AddHostedService<RefundSender>();

    public static void MapRefunds(this IEndpointRouteBuilder api) => RefundEndpoints.Map(api);
}
