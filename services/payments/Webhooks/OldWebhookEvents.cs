using Community.Payments.Data;
using Community.ServiceDefaults.Lifetime;
using Community.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Webhooks;

/// <summary>Forgets events that the provider will not repeat: it does so for 3 days, and keeps them for 30 to be sent again by hand.</summary>
internal sealed class OldWebhookEvents(IServiceScopeFactory scopes, TimeProvider clock, ILogger<OldWebhookEvents> logger)
    : PeriodicWork(TimeSpan.FromHours(1), clock, logger)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(35);

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var old = Clock.GetUtcNow() - Kept;
        await scope.ServiceProvider.GetRequiredService<PaymentsDb>().WebhookEvents.Where(e => e.ReceivedAt < old).ExecuteDeleteAsync(stopping);
    }
}
