using Community.Events.Data;
using Community.ServiceDefaults.Telemetry;

namespace Community.Events.People;

/// <summary>Nobody announces that a suspension has run out: looks for those, so that their organizers' events are found again.</summary>
internal sealed partial class SuspensionEnds(IServiceScopeFactory scopes, TimeProvider clock, ILogger<SuspensionEnds> logger) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Between);
        do
        {
            try
            {
                using var quiet = Quiet.Begin();
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<EventsDb>().ApplySuspensionEndsAsync(clock.GetUtcNow());
            }
            catch (Exception failure)
            {
                Log.Failed(logger, failure.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Ended suspensions could not be looked for; it is tried again: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
