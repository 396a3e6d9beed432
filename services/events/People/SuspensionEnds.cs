using Community.Events.Data;
using Community.Events.Registrations;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;

namespace Community.Events.People;

/// <summary>
/// Finds suspensions that have expired, which no integration event announces, and makes their organizers' events visible again, with the
/// seats that became free meanwhile.
/// </summary>
internal sealed class SuspensionEnds(IServiceScopeFactory scopes, SeatStore seats, TimeProvider clock, ILogger<SuspensionEnds> logger)
    : PeriodicWork(TimeSpan.FromSeconds(30), clock, logger)
{
    protected override Task RunOnceAsync(CancellationToken cancellationToken) => EndAsync(Clock.GetUtcNow(), cancellationToken);

    /// <summary>
    /// Shows the events and offers their seats in one transaction for each organizer: an interrupted round leaves no event that is visible
    /// beside a waitlist without its seats. A failure does not delay the others; the next round tries again.
    /// </summary>
    internal async Task EndAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        Exception? first = null;
        foreach (var organizer in await InScopeAsync(db => db.ExpiredSuspensionsAsync(now)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await InScopeAsync(db => db.InTransactionAsync(() => ShowAsync(db, organizer, now)));
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                first ??= failure;
            }
        }

        if (first is not null)
        {
            throw new InvalidOperationException("Events of organizers whose suspensions have ended remain hidden.", first);
        }
    }

    private async Task<int> ShowAsync(EventsDb db, Guid organizer, DateTimeOffset now)
    {
        var hidden = await db.LockHiddenSeatsAsync(organizer, now);
        await db.ApplySuspensionEndAsync(organizer, now);
        foreach (var id in hidden)
        {
            // An event that is still hidden, because its organizer was suspended anew, gives none.
            await seats.ApplyAsync(db, id, new OfferFreeSeats());
        }

        return hidden.Count;
    }

    private async Task<T> InScopeAsync<T>(Func<EventsDb, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<EventsDb>());
    }
}
