using Community.Messaging.Channels;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Realtime;

/// <summary>
/// Compares, every second, the last numbers of the channels that clients are in with the numbers that they were sent, in one statement. So every posted
/// message is delivered, whatever signals were lost.
/// </summary>
internal sealed class CatchUp(Rooms rooms, Listeners listeners, NpgsqlDataSource database, TimeProvider clock, ILogger<CatchUp> logger)
    : PeriodicWork(TimeSpan.FromSeconds(1), clock, logger)
{
    private const int AtOnce = 8;

    private const string FindBehind =
        """
        SELECT c.id, c.last_seq FROM unnest($1, $2) AS here (id, seq) JOIN channels c ON c.id = here.id WHERE c.last_seq > here.seq
        """;

    private const string FindConversations =
        """
        SELECT id, last_seq, low_id, high_id FROM channels WHERE kind = 'direct' AND low_id = ANY ($1) AND last_activity_at > $2
        UNION
        SELECT id, last_seq, low_id, high_id FROM channels WHERE kind = 'direct' AND high_id = ANY ($1) AND last_activity_at > $2
        """;

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        var now = Clock.GetUtcNow();
        using (Quiet.Begin())
        {
            var behind = await FindAsync(stopping);
            await Parallel.ForEachAsync(behind, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping }, async (found, _) => await found.Room.ReachAsync(found.LastSeq));
        }

        rooms.Checked(now);
    }

    private async Task<List<(Room Room, long LastSeq)>> FindAsync(CancellationToken stopping)
    {
        var behind = new List<(Room, long)>();
        var open = rooms.All.Select(room => (Room: room, Seq: room.Delivered)).ToList();
        foreach (var (room, _) in open.Where(room => room.Seq is null))
        {
            await rooms.BeginAsync(room);
        }

        Guid[] people = listeners.People;
        if (open.Count == 0 && people.Length == 0)
        {
            return behind;
        }

        var known = open.FindAll(room => room.Seq is not null);
        await using var connection = await database.OpenConnectionAsync(stopping);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command(FindBehind, known.ConvertAll(room => room.Room.Id).ToArray(), known.ConvertAll(room => room.Seq!.Value).ToArray()),
                Command(FindConversations, people, rooms.Unchecked),
            },
        };
        await using var row = await batch.ExecuteReaderAsync(stopping);
        while (await row.ReadAsync(stopping))
        {
            if (rooms.Find(row.GetGuid(0)) is { } room)
            {
                behind.Add((room, row.GetInt64(1)));
            }
        }

        await row.NextResultAsync(stopping);
        while (await row.ReadAsync(stopping))
        {
            var channel = new ChannelFact(row.GetGuid(0), ChannelKind.Direct, EventId: null, row.GetGuid(2), row.GetGuid(3));
            if (rooms.FindFor(channel) is { } room)
            {
                behind.Add((room, row.GetInt64(1)));
            }
        }

        return behind;
    }
}
