using Community.Events.Data;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Registrations;

/// <summary>
/// Ends holds that were not paid in time. Several instances may find the same hold; <see cref="Seats"/> ends it once. Time alone never
/// gives a seat away, so a late sweep only delays the next registration of the waitlist.
/// </summary>
internal sealed class HoldExpiry(
    IServiceScopeFactory scopes,
    SeatBatcher batcher,
    RegistrationOptions options,
    TimeProvider clock,
    ILogger<HoldExpiry> logger
) : PeriodicWork(options.Sweep, clock, logger)
{
    private const int AtOnce = 500;

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = Clock.GetUtcNow();
        List<ExpiredHold> over;
        using (Quiet.Begin())
        {
            over = await scope
                .ServiceProvider.GetRequiredService<EventsDb>()
                .Registrations.Where(r => r.Status == RegistrationStatus.Pending && r.HoldExpiresAt <= now)
                .OrderBy(r => r.HoldExpiresAt)
                .Take(AtOnce)
                .Select(r => new ExpiredHold(r.EventId, r.Id))
                .ToListAsync(cancellationToken);
        }

        await Task.WhenAll(over.Select(hold => batcher.RunAsync(hold.EventId, new ExpireHold(hold.Id))));
    }

    private sealed record ExpiredHold(Guid EventId, Guid Id);
}
