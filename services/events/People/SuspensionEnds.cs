using Community.Events.Data;
using Community.Events.Registrations;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;

namespace Community.Events.People;

/// <summary>
/// Finds suspensions that have expired, which no integration event announces, and makes their organizers' events visible again, with the
/// seats that became free meanwhile.
/// </summary>
internal sealed class SuspensionEnds(IServiceScopeFactory scopes, SeatBatcher seats, TimeProvider clock, ILogger<SuspensionEnds> logger)
    : PeriodicWork(TimeSpan.FromSeconds(30), clock, logger)
{
    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var shown = await scope.ServiceProvider.GetRequiredService<EventsDb>().ApplySuspensionEndsAsync(Clock.GetUtcNow());
        foreach (var id in shown)
        {
            await seats.RunAsync(id, new OfferFreeSeats());
        }
    }
}
