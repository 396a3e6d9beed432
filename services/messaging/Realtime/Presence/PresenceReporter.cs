using Community.Messaging.People;
using Community.Platform.Hosting.Telemetry;

namespace Community.Messaging.Realtime;

/// <summary>
/// Writes presence to the database, signals changes to all instances, reports that this instance is alive, and cleans up after instances
/// that died. When the database is away, all of it waits.
/// </summary>
internal sealed partial class PresenceReporter(
    Presence presence,
    PresenceTable table,
    RealtimePublisher realtime,
    PeopleNames people,
    Backplane backplane,
    SignalLosses losses,
    PersonLimits limits,
    TimeProvider clock,
    ILogger<PresenceReporter> logger
) : BackgroundService
{
    private const int MostAtOnce = 1_000;

    // So often is a loss reported that each other instance, which looks as often, sees it.
    private const int BeatsOfOneLoss = 3;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(2);
    private long? _lastBeat;
    private long _droppedAtBeat;
    private int _beatsOfLoss;
    private bool _hasNamedMany;
    private bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await TryAsync();

                // While it fails, waiting callers must not make it retry without a pause.
                await (_isFailing ? Task.Delay(Every, clock, stoppingToken) : presence.NeededAsync(Every, stoppingToken));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The instance stops.
        }
    }

    /// <summary>This instance ends: users who do not come to another one are gone a few seconds later.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await table.LeaveAsync(backplane.Instance);
        }
        catch (Exception failure)
        {
            // The other instances notice in a few seconds.
            RealtimeFailures.Report(logger, failure, "Leaving");
        }
    }

    private async Task TryAsync()
    {
        try
        {
            using (Quiet.Begin())
            {
                if (_lastBeat is not { } last || clock.GetElapsedTime(last) >= BeatEvery)
                {
                    await BeatAsync();
                }

                await WriteAsync();
            }

            _isFailing = false;
        }
        catch (Exception failure)
        {
            if (!_isFailing)
            {
                Log.Failed(logger, failure.GetBaseException().Message);
            }

            _isFailing = true;
        }
    }

    private async Task BeatAsync()
    {
        var begun = clock.GetTimestamp();
        var dropped = losses.Dropped;
        if (dropped != _droppedAtBeat)
        {
            _beatsOfLoss = BeatsOfOneLoss;
        }

        var isNew = await table.BeatAsync(backplane.Instance, _beatsOfLoss == 0);
        (_droppedAtBeat, _beatsOfLoss) = (dropped, Math.Max(0, _beatsOfLoss - 1));
        if (isNew)
        {
            // At the start there is nothing to repeat; later, others took this instance for dead.
            presence.Repeat();
        }

        await PublishAsync(await table.BuryAsync(backplane.Instance));
        var (count, anyIsCutOff) = await table.InstancesAsync(backplane.Instance);
        backplane.IsOneOfMany = count > 1;
        if (anyIsCutOff)
        {
            losses.Miss();
        }

        NameMany(count);
        _lastBeat = begun;
    }

    private void NameMany(long instances)
    {
        var many = limits.Many(instances);
        if (many.Count > 0 || _hasNamedMany)
        {
            realtime.Publish(new ConnectionsSignal(many));
        }

        _hasNamedMany = many.Count > 0;
    }

    private async Task WriteAsync()
    {
        var (here, gone) = presence.TakeChanges(MostAtOnce);
        if (here.Count + gone.Count == 0)
        {
            return;
        }

        try
        {
            await PublishAsync(await table.WriteAsync(backplane.Instance, here, gone));
            presence.Written();
        }
        catch
        {
            presence.GiveBack();
            throw;
        }
    }

    private async Task PublishAsync(List<PresenceChange> changes)
    {
        if (changes.Count > 0)
        {
            var names = await people.FindIfPossibleAsync(changes.Select(change => change.User).ToHashSet());
            realtime.Publish(new PresenceSignal(changes, [.. names.Values]));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Presence cannot be written to the database; it is tried again until it works. {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
