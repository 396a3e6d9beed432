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
    public HashSet<Guid>? Take(TimeSpan moment, CancellationToken cancellationToken)
    {
        WaitHandle.WaitAny([_isDue, cancellationToken.WaitHandle]);
        cancellationToken.WaitHandle.WaitOne(moment);
        lock (_gate)
        {
            (var people, var isForAll, _people, _isForAll) = (_people, _isForAll, [], false);
            return isForAll ? null : people;
        }
    }

    public void Dispose() => _isDue.Dispose();
}

/// <summary>
/// Ends subscriptions to channels and communities that their users may no longer read: at once after a signal of a change, and for all of
/// them at short intervals, in case a signal was lost. One statement checks all.
/// <para>
/// It runs on threads of its own that block, and over connections of its own: when thousands of clients come at once, because another
/// instance has died, everything else waits for the pool's threads and connections, and a right must end all the same.
/// </para>
/// </summary>
internal sealed partial class PermissionMonitor(
    RightsQueue queue,
    Topics topics,
    ClientConnections clients,
    RightsDatabase database,
    TimeProvider clock,
    ILogger<PermissionMonitor> logger
) : BackgroundService
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMilliseconds(1_500);

    // Changes for many users at once are checked together.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);
    private volatile bool _isFailing;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            OnItsOwnAsync(() => Check(queue.Take(Gather, stoppingToken)), stoppingToken),
            OnItsOwnAsync(
                () =>
                {
                    stoppingToken.WaitHandle.WaitOne(SweepEvery);
                    Check(people: null);
                },
                stoppingToken
            )
        );

    private Task OnItsOwnAsync(Action round, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(
            () =>
            {
                while (!cancellationToken.IsCancellationRequested)
                {
                    Try(round);
                }
            },
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

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
                Log.Failed(logger, failure.GetBaseException().Message);
            }

            // Their rights are still unknown; the sweep checks them again.
            _isFailing = true;
        }
    }

    private void Check(HashSet<Guid>? people)
    {
        Guid[] blocked = people is null ? clients.People : [.. people];
        var subscriptions = topics
            .Subscriptions.Where(subscription => people?.Contains(subscription.Client.UserId) != false)
            .ToLookup(subscription => (subscription.Topic.Id, subscription.Client.UserId));
        if (blocked.Length == 0 && subscriptions.Count == 0)
        {
            return;
        }

        using var connection = database.Open();
        clients.SeeBlocks(blocked, connection);
        foreach (var (topic, user, rights) in Read(connection, [.. subscriptions.Select(pair => pair.Key)]))
        {
            foreach (var subscription in subscriptions[(topic, user)])
            {
                Apply(subscription, rights);
            }
        }
    }

    private List<(Guid Topic, Guid User, Rights Rights)> Read(NpgsqlConnection connection, (Guid Topic, Guid User)[] pairs)
    {
        if (pairs.Length == 0)
        {
            return [];
        }

        var now = clock.GetUtcNow();
        using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                MembershipReader.CommandForPlaces(
                    Array.ConvertAll(pairs, pair => pair.Topic),
                    Array.ConvertAll(pairs, pair => pair.User),
                    now
                ),
            },
        };
        using var reader = batch.ExecuteReader();
        return MembershipReader.ReadPlaces(reader, now);
    }

    private void Apply(Subscription subscription, Rights rights)
    {
        subscription.MayWrite = rights.MayWrite;
        if (!rights.MayRead)
        {
            topics.Leave(subscription.Client, subscription.Topic.Id);
            var (code, message) =
                subscription.Topic is ChannelTopic
                    ? ("no_such_channel", "There is no such channel.")
                    : ("no_such_community", "There is no such community.");
            subscription.Client.Send(Frame.Of(nameof(ICommunityClient.Error), new ErrorView(code, message, subscription.Topic.Id)));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Rights to read cannot be checked; the check is tried again until it works. {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
