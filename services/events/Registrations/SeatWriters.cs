using System.Collections.Concurrent;
using Community.Events.Data;
using Community.ServiceDefaults.Problems;
using Npgsql;

namespace Community.Events.Registrations;

/// <summary>
/// Commits the commands on an event in groups: the first is run at once and alone, those that come meanwhile wait in line and are run
/// together in the next transaction. So a storm on one event costs a lock, a commit and two round trips a group, not a
/// request. One writer an event and instance; instances take turns by the lock on the event's seats.
/// </summary>
internal sealed class SeatWriters(IServiceScopeFactory scopes, SeatTransaction seats, RegistrationOptions options)
{
    private const int MaxWaiting = 20_000;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Guid, Writer> _writers = new();

    /// <summary>Runs a command; returns when it has committed.</summary>
    /// <exception cref="ProblemException">503: more wait for this event than can be served soon.</exception>
    public Task<SeatResult> RunAsync(Guid eventId, SeatCommand command)
    {
        var asked = new Asked(command);
        while (true)
        {
            var writer = _writers.GetOrAdd(eventId, static id => new Writer(id));
            switch (writer.TryJoin(asked))
            {
                case Joined.AsFirst:
                    _ = RunAllAsync(writer);
                    return asked.Answer.Task;
                case Joined.InLine:
                    return asked.Answer.Task;
                case Joined.NotAsFull:
                    throw Problem.ServiceUnavailable(Soon, "Too many people want a seat at this moment.", "too_busy").ToException();
            }
            // This writer has just gone home: the next round makes another.
        }
    }

    private async Task RunAllAsync(Writer writer)
    {
        while (writer.TakeGroup(options.MaxGroup) is { Count: > 0 } group)
        {
            try
            {
                await RunAsync(writer.EventId, group);
            }
            catch (Exception failure)
            {
                foreach (var asked in group)
                {
                    asked.Answer.TrySetException(failure);
                }
            }
        }

        _writers.TryRemove(new(writer.EventId, writer));
    }

    private async Task RunAsync(Guid eventId, List<Asked> group)
    {
        var commands = group.ConvertAll(asked => asked.Command);
        IReadOnlyList<SeatResult> results;
        try
        {
            results = await CommitAsync(eventId, commands);
        }
        catch (Exception failure) when (failure.GetBaseException() is PostgresException { ConstraintName: "registrations_ticket_code" } or PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected })
        {
            // A ticket code that was given out before, once in a trillion; or a lock that somebody else got first. Nothing was written.
            results = await CommitAsync(eventId, commands);
        }

        for (var i = 0; i < group.Count; i++)
        {
            group[i].Answer.TrySetResult(results[i]);
        }
    }

    private async Task<IReadOnlyList<SeatResult>> CommitAsync(Guid eventId, IReadOnlyList<SeatCommand> commands)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EventsDb>();
        return await db.InTransactionAsync(() => seats.ApplyAsync(db, eventId, commands));
    }

    private enum Joined
    {
        AsFirst,
        InLine,
        NotAsFull,
        NotAsGone,
    }

    private sealed record Asked(SeatCommand Command)
    {
        public TaskCompletionSource<SeatResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Writer(Guid eventId)
    {
        private readonly Lock _gate = new();
        private readonly Queue<Asked> _line = new();
        private bool _isRunning;
        private bool _isGone;

        public Guid EventId => eventId;

        public Joined TryJoin(Asked asked)
        {
            lock (_gate)
            {
                if (_isGone)
                {
                    return Joined.NotAsGone;
                }

                if (_line.Count >= MaxWaiting)
                {
                    return Joined.NotAsFull;
                }

                _line.Enqueue(asked);
                (var isFirst, _isRunning) = (!_isRunning, true);
                return isFirst ? Joined.AsFirst : Joined.InLine;
            }
        }

        /// <summary>The next in line; none, and nobody can join any more, when the line is empty.</summary>
        public List<Asked> TakeGroup(int most)
        {
            lock (_gate)
            {
                var group = new List<Asked>(Math.Min(most, _line.Count));
                while (group.Count < most && _line.TryDequeue(out var asked))
                {
                    group.Add(asked);
                }

                _isGone = group.Count == 0;
                return group;
            }
        }
    }
}
