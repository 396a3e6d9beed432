using Community.Events.Data;
using Community.ServiceDefaults.Lifetime;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Registrations;

/// <summary>
/// Ends holds that were not paid in time. Instances may find the same ones: the machine does it once. A seat is never given away
/// by the clock alone, so a sweep that comes late only makes the next in line wait.
/// </summary>
internal sealed class HoldExpiry(
    IServiceScopeFactory scopes, SeatWriters writers, RegistrationOptions options, TimeProvider clock, ILogger<HoldExpiry> logger) : PeriodicWork(options.Sweep, clock, logger)
{
    private const int AtOnce = 500;

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = Clock.GetUtcNow();
        var over = await scope.ServiceProvider.GetRequiredService<EventsDb>().Registrations
            .Where(r => r.Status == RegistrationStatus.Pending && r.HoldExpiresAt <= now)
            .OrderBy(r => r.HoldExpiresAt).Take(AtOnce).Select(r => new { r.EventId, r.Id }).ToListAsync(stopping);
        await Task.WhenAll(over.Select(hold => writers.RunAsync(hold.EventId, new ExpireHold(hold.Id))));
    }
}
