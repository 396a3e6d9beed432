using Community.Payments.Data;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Plans;

/// <summary>
/// Finds plans that have run out, because no event reports that. Several instances may find the same ones; the row's lock makes it one
/// change.
/// </summary>
internal sealed class EntitlementExpiry(
    IServiceScopeFactory scopes,
    PaymentOptions options,
    TimeProvider clock,
    ILogger<EntitlementExpiry> logger
) : PeriodicWork(options.Sweep, clock, logger)
{
    private const int AtOnce = 200;

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        Guid[] over;
        var now = Clock.GetUtcNow();
        using (Quiet.Begin())
        {
            await using var scope = scopes.CreateAsyncScope();
            over = await scope
                .ServiceProvider.GetRequiredService<PaymentsDb>()
                .Entitlements.Where(row => row.Until <= now)
                .OrderBy(row => row.Until)
                .Take(AtOnce)
                .Select(row => row.UserId)
                .ToArrayAsync(cancellationToken);
        }

        foreach (var user in over)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<PaymentsDb>();
            await db.InTransactionAsync(() => db.RefreshEntitlementsAsync(user, now));
        }
    }
}
