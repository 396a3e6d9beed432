using Community.Payments.Data;
using Community.Payments.Stripe;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;

namespace Community.Payments.Referrals;

/// <summary>Checks referrals whose order's money moved, and referrals whose payment can no longer go back from now on.</summary>
internal sealed class ReferralWork(IServiceScopeFactory scopes, PaymentOptions options, TimeProvider clock, ILogger<ReferralWork> logger)
    : PeriodicWork(options.Sweep, clock, logger)
{
    private const int AtOnce = 100;

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<Guid> due;
        using (Quiet.Begin())
        {
            await using var scope = scopes.CreateAsyncScope();
            due = await scope.ServiceProvider.GetRequiredService<PaymentsDb>().DueReferralsAsync(AtOnce, Clock.GetUtcNow());
        }

        await ProviderRound.EachAsync(due, id => id.ToString(), CheckAsync, logger, cancellationToken);
    }

    private async Task CheckAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDb>();
        await db.InTransactionAsync(() => db.CheckReferralAsync(id, Clock.GetUtcNow()));
    }
}
