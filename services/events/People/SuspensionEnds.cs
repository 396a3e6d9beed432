using Community.Events.Data;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;

namespace Community.Events.People;

/// <summary>
/// Finds suspensions that have expired, which no integration event announces, and makes their organizers' events visible again.
/// </summary>
internal sealed class SuspensionEnds(IServiceScopeFactory scopes, TimeProvider clock, ILogger<SuspensionEnds> logger)
    : PeriodicWork(TimeSpan.FromSeconds(30), clock, logger)
{
    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<EventsDb>().ApplySuspensionEndsAsync(Clock.GetUtcNow());
    }
}
