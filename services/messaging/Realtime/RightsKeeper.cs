using Community.Messaging.Channels;
using Community.Platform.Hosting.Telemetry;
using Npgsql;

namespace Community.Messaging.Realtime;

/// <summary>The users whose rights are to be checked again soon; null: all users.</summary>
internal sealed class RightsQueue : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _isDue = new(initialState: false);
    private HashSet<Guid> _people = [];
    private bool _isForAll;

    public void Add(Guid? userId)
    {
        lock (_gate)
        {
            _isForAll |= userId is null;
            if (userId is { } person)
            {
                _people.Add(person);
            }
        }

        _isDue.Set();
    }

    /// <summary>Waits for a user, and then a moment for more; null: all users.</summary>
    public HashSet<Guid>? Take(TimeSpan moment, CancellationToken stopping)
    {
        WaitHandle.WaitAny([_isDue, stopping.WaitHandle]);
        stopping.WaitHandle.WaitOne(moment);
        lock (_gate)
        {
            (var people, var isForAll, _people, _isForAll) = (_people, _isForAll, [], false);
            return isForAll ? null : people;
        }
    }

    public void Dispose() => _isDue.Dispose();
}

/// <summary>
/// Ends subscriptions to channels and communities that their users may no longer read: at once after a signal of a change, and for all of them at short
/// intervals, in case a signal was lost. One statement checks all.
/// <para>
/// It runs on threads of its own that block, and over connections of its own: when thousands of clients come at once, because another instance has died,
/// everything else waits for the pool's threads and connections, and a right must end all the same.
/// </para>
/// </summary>
internal sealed partial class RightsKeeper(
    RightsQueue queue, Rooms rooms, Listeners listeners, RightsDatabase database, TimeProvider clock, ILogger<RightsKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMilliseconds(1_500);

    // Changes for many users at once are checked together.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);
    private volatile bool _isFailing;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        OnItsOwn(() => Check(queue.Take(Gather, stoppingToken)), stoppingToken),
        OnItsOwn(
            () =>
            {
                stoppingToken.WaitHandle.WaitOne(SweepEvery);
                Check(people: null);
            },
            stoppingToken));

    private Task OnItsOwn(Action round, CancellationToken stopping) => Task.Factory.StartNew(
        () =>
        {
            while (!stopping.IsCancellationRequested)
            {
                Try(round);
            }
        },
        stopping, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Try(Action round)
    {
        try
        {
            using (Quiet.Begin())
            {
                round();
            }

            _isFailing = false;
        }
        catch (Exception failure)
        {
            if (!_isFailing)
            {
                LogFailed(logger, failure.GetBaseException().Message);
            }

            // Their rights are still unknown; the sweep checks them again.
            _isFailing = true;
        }
    }

    private void Check(HashSet<Guid>? people)
    {
        Guid[] blocked = people is null ? listeners.People : [.. people];
        var seats = rooms.Seats.Where(seat => people?.Contains(seat.Listener.UserId) != false).ToLookup(seat => (seat.Place.Id, seat.Listener.UserId));
        if (blocked.Length == 0 && seats.Count == 0)
        {
            return;
        }

        using var connection = database.Open();
        listeners.SeeBlocks(blocked, connection);
        foreach (var (place, user, rights) in Read(connection, [.. seats.Select(pair => pair.Key)]))
        {
            foreach (var seat in seats[(place, user)])
            {
                Apply(seat, rights);
            }
        }
    }

    private List<(Guid Place, Guid User, Rights Rights)> Read(NpgsqlConnection connection, (Guid Place, Guid User)[] pairs)
    {
        if (pairs.Length == 0)
        {
            return [];
        }

        var now = clock.GetUtcNow();
        using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { Standings.CommandForPlaces(Array.ConvertAll(pairs, pair => pair.Place), Array.ConvertAll(pairs, pair => pair.User), now) },
        };
        using var reader = batch.ExecuteReader();
        return Standings.ReadPlaces(reader, now);
    }

    private void Apply(Seat seat, Rights rights)
    {
        seat.MayWrite = rights.MayWrite;
        if (!rights.MayRead)
        {
            rooms.Leave(seat.Listener, seat.Place.Id);
            var (code, message) = seat.Place is Room ? ("no_such_channel", "There is no such channel.") : ("no_such_community", "There is no such community.");
            seat.Listener.Send(Frame.Of(nameof(ICommunityClient.Error), new ErrorView(code, message, seat.Place.Id)));
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Rights to read cannot be checked; the check is tried again until it works. {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
