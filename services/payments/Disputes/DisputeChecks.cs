using Community.Payments.Data;
using Community.Payments.Stripe;
using Community.Payments.Webhooks;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Disputes;

/// <summary>Asks the provider about disputes that are not over, so that a lost webhook does not leave the ledger wrong.</summary>
internal sealed class DisputeChecks(IServiceScopeFactory scopes, PaymentOptions options, TimeProvider clock, ILogger<DisputeChecks> logger)
    : PeriodicWork(options.Sweep, clock, logger)
{
    private const int AtOnce = 20;
    private static readonly TimeSpan Again = TimeSpan.FromHours(12);

    protected override async Task RunOnceAsync(CancellationToken cancellationToken) =>
        await ProviderRound.EachAsync(await ClaimAsync(cancellationToken), id => id, CheckAsync, logger, cancellationToken);

    private async Task CheckAsync(string id, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var finding = await scope.ServiceProvider.GetRequiredService<StripeLookup>().OfDisputeAsync(id, cancellationToken);
        await scope
            .ServiceProvider.GetRequiredService<PaymentsDb>()
            .InTransactionAsync(() => scope.ServiceProvider.GetRequiredService<StripeFacts>().ApplyAsync(finding));
    }

    /// <summary>Claims due disputes, and puts their next check off: then another instance checks them again, also after a crash.</summary>
    private async Task<string[]> ClaimAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var now = Clock.GetUtcNow();
        return await scope
            .ServiceProvider.GetRequiredService<PaymentsDb>()
            .Database.SqlQuery<string>(
                $"""
                UPDATE disputes SET next_check_at = {now + Again} WHERE id IN (
                    SELECT id FROM disputes WHERE next_check_at <= {now} ORDER BY next_check_at LIMIT {AtOnce} FOR UPDATE SKIP LOCKED)
                RETURNING id AS "Value"
                """
            )
            .ToArrayAsync(cancellationToken);
    }
}
