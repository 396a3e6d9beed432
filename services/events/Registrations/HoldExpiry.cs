using Community.Events.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Registrations;

/// <summary>
/// Ends holds that were not paid in time. Instances may find the same ones: the machine does it once. A seat is never given away
/// by the clock alone, so a sweep that comes late only makes the next in line wait.
/// </summary>
internal sealed partial class HoldExpiry(
    IServiceScopeFactory scopes, SeatWriters writers, RegistrationOptions options, TimeProvider clock, ILogger<HoldExpiry> logger) : BackgroundService
{
    private const int AtOnce = 500;
    private bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Sweep, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TrySweepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops; another instance, or the next start, goes on.
        }
    }

    private async Task TrySweepAsync(CancellationToken stopping)
    {
        try
        {
            await SweepAsync(stopping);
            _isFailing = false;
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            if (!_isFailing)
            {
                LogFailed(failure.GetBaseException().Message);
            }

            _isFailing = true;
        }
    }

    private async Task SweepAsync(CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = clock.GetUtcNow();
        var over = await scope.ServiceProvider.GetRequiredService<EventsDb>().Registrations
            .Where(r => r.Status == RegistrationStatus.Pending && r.HoldExpiresAt <= now)
            .OrderBy(r => r.HoldExpiresAt).Take(AtOnce).Select(r => new { r.EventId, r.Id }).ToListAsync(stopping);
        await Task.WhenAll(over.Select(hold => writers.RunAsync(hold.EventId, new ExpireHold(hold.Id))));
    }

    [LoggerMessage(1, LogLevel.Warning, "Holds could not be ended; tried again until it works: {Reason}")]
    private partial void LogFailed(string reason);
}
