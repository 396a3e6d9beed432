using Community.Events.Data;
using Community.ServiceDefaults.Lifetime;
using Community.ServiceDefaults.Telemetry;

namespace Community.Events.People;

/// <summary>Nobody announces that a suspension has run out: looks for those, so that their organizers' events are found again.</summary>
internal sealed class SuspensionEnds(IServiceScopeFactory scopes, TimeProvider clock, ILogger<SuspensionEnds> logger)
    : PeriodicWork(TimeSpan.FromSeconds(30), clock, logger)
{
    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<EventsDb>().ApplySuspensionEndsAsync(Clock.GetUtcNow());
    }
}
