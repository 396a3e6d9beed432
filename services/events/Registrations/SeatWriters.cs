using Community.Events.Data;
using Community.ServiceDefaults.Grouping;
using Community.ServiceDefaults.Problems;
using Npgsql;

namespace Community.Events.Registrations;

/// <summary>
/// Commits the commands on an event in groups (<see cref="GroupedCalls{TKey, TCall, TAnswer}"/>): a storm on one event costs a lock,
/// a commit and two round trips a group, not a request. One writer an event and instance; instances take turns by the lock on the
/// event's seats.
/// </summary>
internal sealed class SeatWriters
{
    private const int MostWaiting = 20_000;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private readonly IServiceScopeFactory _scopes;
    private readonly SeatTransaction _seats;
    private readonly GroupedCalls<Guid, SeatCommand, SeatResult> _groups;

    public SeatWriters(IServiceScopeFactory scopes, SeatTransaction seats, RegistrationOptions options)
    {
        (_scopes, _seats) = (scopes, seats);
        _groups = new(RunAsync, options.MaxGroup, MostWaiting);
    }

    /// <summary>Runs a command; returns when it has committed.</summary>
    /// <exception cref="ProblemException">503: more wait for this event than can be served soon.</exception>
    public Task<SeatResult> RunAsync(Guid eventId, SeatCommand command) => _groups.TryAsk(eventId, command, out var result)
        ? result
        : throw Problem.ServiceUnavailable(Soon, "Too many people want a seat at this moment.", "too_busy").ToException();

    private async Task<IReadOnlyList<SeatResult>> RunAsync(Guid eventId, IReadOnlyList<SeatCommand> commands)
    {
        try
        {
            return await CommitAsync(eventId, commands);
        }
        catch (Exception failure) when (failure.GetBaseException() is PostgresException { ConstraintName: "registrations_ticket_code" } or PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected })
        {
            // A ticket code that was given out before, once in a trillion; or a lock that somebody else got first. Nothing was written.
            return await CommitAsync(eventId, commands);
        }
    }

    private async Task<IReadOnlyList<SeatResult>> CommitAsync(Guid eventId, IReadOnlyList<SeatCommand> commands)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EventsDb>();
        return await db.InTransactionAsync(() => _seats.ApplyAsync(db, eventId, commands));
    }
}
