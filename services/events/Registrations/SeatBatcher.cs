using Community.Events.Data;
using Community.Platform.Data.Grouping;
using Community.Platform.Http.Problems;
using Npgsql;

namespace Community.Events.Registrations;

/// <summary>
/// Commits the commands on an event in batches: a burst on one event costs a lock, a commit and two round trips a batch, not a request.
/// Instances alternate by the lock on the event's seats.
/// </summary>
internal sealed class SeatBatcher(IServiceScopeFactory scopes, SeatStore seats, RegistrationOptions options)
    : GroupCommit<EventsDb, Guid, SeatCommand, SeatResult>(scopes, options.MaxGroup, MostWaiting)
{
    private const int MostWaiting = 20_000;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>Runs a command; returns when it has committed.</summary>
    /// <exception cref="ProblemException">503: too many commands wait for this event.</exception>
    public Task<SeatResult> RunAsync(Guid eventId, SeatCommand command) =>
        TryAsk(eventId, command, out var result)
            ? result
            : throw Problem
                .ServiceUnavailable(Soon, "Too many people are registering at this moment. Try again in a few seconds.", "too_busy")
                .ToException();

    protected override Task<IReadOnlyList<SeatResult>> ApplyAsync(
        IServiceProvider services,
        EventsDb db,
        Guid eventId,
        IReadOnlyList<SeatCommand> commands
    ) => seats.ApplyAsync(db, eventId, commands);

    /// <summary>Also repeats on a duplicate ticket code, which happens once in a trillion.</summary>
    protected override bool IsWorthAnother(PostgresException failure) =>
        failure.ConstraintName == "registrations_ticket_code" || base.IsWorthAnother(failure);
}
