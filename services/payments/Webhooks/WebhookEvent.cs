using Community.Payments.Data;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Webhooks;

/// <summary>An event of the provider that has been applied.</summary>
internal sealed class WebhookEvent
{
    public required string Id { get; init; }

    public required string Type { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>
/// Deletes events that the provider will not repeat: it repeats for 3 days, and keeps events for 30 days to be sent again by hand.
/// </summary>
internal sealed class OldWebhookEvents(IServiceScopeFactory scopes, TimeProvider clock, ILogger<OldWebhookEvents> logger)
    : PeriodicWork(TimeSpan.FromHours(1), clock, logger)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(35);

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var old = Clock.GetUtcNow() - Kept;
        await scope
            .ServiceProvider.GetRequiredService<PaymentsDb>()
            .WebhookEvents.Where(e => e.ReceivedAt < old)
            .ExecuteDeleteAsync(cancellationToken);
    }
}
