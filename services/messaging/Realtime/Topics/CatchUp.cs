using Community.Messaging.Channels;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Realtime;

/// <summary>
/// Compares, every second, the last numbers of the channels that clients are in with the numbers that they were sent, in one statement. So
/// every posted message is delivered, whatever signals were lost.
/// </summary>
internal sealed class CatchUp(
    Topics topics,
    ClientConnections clients,
    NpgsqlDataSource database,
    TimeProvider clock,
    ILogger<CatchUp> logger
) : PeriodicWork(TimeSpan.FromSeconds(1), clock, logger)
{
    private const int AtOnce = 8;

    private const string FindBehind = """
        SELECT c.id, c.last_seq FROM unnest($1, $2) AS here (id, seq) JOIN channels c ON c.id = here.id WHERE c.last_seq > here.seq
        """;

    private const string FindConversations = """
        SELECT id, last_seq, low_id, high_id FROM channels WHERE kind = 'direct' AND low_id = ANY ($1) AND last_activity_at > $2
        UNION
        SELECT id, last_seq, low_id, high_id FROM channels WHERE kind = 'direct' AND high_id = ANY ($1) AND last_activity_at > $2
        """;

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        using (Quiet.Begin())
        {
            var behind = await FindAsync(cancellationToken);
            await Parallel.ForEachAsync(
                behind,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (found, _) => await found.Topic.ReachAsync(found.LastSeq)
            );
        }

        topics.Checked(now);
    }

    private async Task<List<(ChannelTopic Topic, long LastSeq)>> FindAsync(CancellationToken cancellationToken)
    {
        var behind = new List<(ChannelTopic, long)>();
        var open = topics.All.Select(topic => (Topic: topic, Seq: topic.Delivered)).ToList();
        foreach (var (topic, _) in open.Where(topic => topic.Seq is null))
        {
            await topics.BeginAsync(topic);
        }

        Guid[] people = clients.People;
        if (open.Count == 0 && people.Length == 0)
        {
            return behind;
        }

        var known = open.FindAll(topic => topic.Seq is not null);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command(
                    FindBehind,
                    known.ConvertAll(topic => topic.Topic.Id).ToArray(),
                    known.ConvertAll(topic => topic.Seq!.Value).ToArray()
                ),
                Command(FindConversations, people, topics.Unchecked),
            },
        };
        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            if (topics.Find(row.GetGuid(0)) is { } topic)
            {
                behind.Add((topic, row.GetInt64(1)));
            }
        }

        await row.NextResultAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var channel = new ChannelFact(row.GetGuid(0), ChannelKind.Direct, EventId: null, row.GetGuid(2), row.GetGuid(3));
            if (topics.FindFor(channel) is { } topic)
            {
                behind.Add((topic, row.GetInt64(1)));
            }
        }

        return behind;
    }
}
