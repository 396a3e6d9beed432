namespace Community.Payments.Ledger;

/// <summary>The ledger and its proof.</summary>
internal static class LedgerFeature
{
    public static IServiceCollection AddLedger(this IServiceCollection services) =>
        services.AddScoped<Proof>().AddHostedService<ProofRounds>();

    public static void MapProof(this IEndpointRouteBuilder api) => ProofEndpoints.Map(api);
}
