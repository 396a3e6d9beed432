using Community.Payments.Stripe;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Payments.Ledger;

/// <summary>The proof that the money is right.</summary>
internal static class ProofEndpoints
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGroup("/payments")
            .WithTags("Payments")
            .MapGet("/ledger/proof", ProveAsync)
            .NotStored("a check must be made anew each time")
            .RequireAdmin();

    /// <summary>Adds up the whole ledger, and compares it with the orders and with the provider (administrators).</summary>
    private static async Task<Results<Ok<ProofView>, ServiceUnavailableProblem>> ProveAsync(
        Proof proof,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return TypedResults.Ok(await proof.MakeAsync(withProvider: true, cancellationToken));
        }
        catch (StripeUnavailableException)
        {
            return Problem.ServiceUnavailable(
                Soon,
                "The payment provider does not answer at the moment. Try again shortly.",
                "provider_unavailable"
            );
        }
    }
}

/// <summary>Adds up the ledger every hour, and logs disagreements.</summary>
internal sealed partial class ProofRounds(IServiceScopeFactory scopes, TimeProvider clock, ILogger<ProofRounds> logger)
    : Platform.Hosting.Lifetime.PeriodicWork(TimeSpan.FromHours(1), clock, logger)
{
    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var proof = await scope.ServiceProvider.GetRequiredService<Proof>().MakeAsync(withProvider: false, cancellationToken);
        if (!proof.IsBalanced)
        {
            Log.Unbalanced(logger, proof.UnbalancedTransactions, proof.WrongWallets, proof.Differences.Count);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Critical,
            "The ledger does not agree: {Unbalanced} transactions, {Wallets} wallets, {Differences} accounts; see GET /payments/ledger/proof"
        )]
        public static partial void Unbalanced(ILogger logger, long unbalanced, long wallets, int differences);
    }
}
