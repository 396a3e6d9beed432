using System.Threading.Channels;
using Community.Messaging.Channels;
using Community.ServiceDefaults.Telemetry;
using Npgsql;

namespace Community.Messaging.Realtime;

/// <summary>Whose rights are to be looked at again soon; null: everybody's.</summary>
internal sealed class RightsQueue
{
    private readonly System.Threading.Channels.Channel<Guid?> _people = System.Threading.Channels.Channel.CreateUnbounded<Guid?>(new UnboundedChannelOptions { SingleReader = true });

    public ChannelReader<Guid?> Reader => _people.Reader;

    public void Add(Guid? userId) => _people.Writer.TryWrite(userId);
}

/// <summary>
/// Takes connections out of channels and communities that their people may not read any more: at once when something is said to have changed, and
/// all of them every moment, in case nobody said so. One statement for all.
/// </summary>
internal sealed partial class RightsKeeper(
    RightsQueue queue, Rooms rooms, Listeners listeners, RightsDatabase database, TimeProvider clock, ILogger<RightsKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMilliseconds(1_500);

    // What changes for many at once is looked at once.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);
    private Task<bool>? _news;
    private bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var people = await NextAsync(stoppingToken);
            try
            {
                using (Quiet.Begin())
                {
                    await CheckAsync(people);
                }

                _isFailing = false;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                if (!_isFailing)
                {
                    LogFailed(logger, failure.GetBaseException().Message);
                }

                // Nothing was found out about them; the sweep does it.
                _isFailing = true;
            }
        }
    }

    /// <summary>Those who are to be looked at; null: all.</summary>
    private async Task<HashSet<Guid>?> NextAsync(CancellationToken stopping)
    {
        _news ??= queue.Reader.WaitToReadAsync(stopping).AsTask();
        await Task.WhenAny(_news, Task.Delay(SweepEvery, clock, stopping));
        if (!_news.IsCompletedSuccessfully)
        {
            return null;
        }

        _news = null;
        await Task.Delay(Gather, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        HashSet<Guid>? people = [];
        while (queue.Reader.TryRead(out var person))
        {
            if (person is null)
            {
                people = null;
            }
            else
            {
                people?.Add(person.Value);
            }
        }

        return people;
    }

    private async Task CheckAsync(HashSet<Guid>? people)
    {
        Guid[] blocked = people is null ? listeners.People : [.. people];
        if (blocked.Length > 0)
        {
            await using var connection = await database.OpenAsync();
            await listeners.SeeBlocksAsync(blocked, connection);
        }

        var seats = rooms.Seats.Where(seat => people?.Contains(seat.Listener.UserId) != false).ToLookup(seat => (seat.Place.Id, seat.Listener.UserId));
        if (seats.Count == 0)
        {
            return;
        }

        foreach (var (place, user, rights) in await ReadAsync([.. seats.Select(pair => pair.Key)]))
        {
            foreach (var seat in seats[(place, user)])
            {
                Apply(seat, rights);
            }
        }
    }

    private async Task<List<(Guid Place, Guid User, Rights Rights)>> ReadAsync((Guid Place, Guid User)[] pairs)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenAsync();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { Standings.CommandForPlaces(Array.ConvertAll(pairs, pair => pair.Place), Array.ConvertAll(pairs, pair => pair.User), now) },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        return await Standings.ReadPlacesAsync(reader, now);
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

    [LoggerMessage(1, LogLevel.Warning, "Who may still read what cannot be looked up; it is tried again until it works. {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
