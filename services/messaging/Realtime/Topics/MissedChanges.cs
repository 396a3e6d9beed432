using Community.Platform.Data;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Realtime;

/// <summary>
/// Delivers edits, deletions and reactions whose signals were lost. Every change leaves a row in <c>message_changes</c>. Each row is taken
/// once, with the first snapshot that shows it, so that a late commit is not skipped. It is compared a round later: by then its signal has
/// come, or is lost.
/// </summary>
internal sealed class MissedChanges(
    Topics topics,
    LocalDelivery local,
    NpgsqlDataSource database,
    TimeProvider clock,
    ILogger<MissedChanges> logger
) : PeriodicWork(TimeSpan.FromSeconds(1), clock, logger)
{
    // An instance without the database for longer does not tell its clients of older changes.
    private const string DeleteOld = "DELETE FROM message_changes WHERE changed_at < now() - interval '10 minutes'";

    private const string SelectNew = """
        SELECT s.now, m.id, m.message_id, m.is_reaction, m.channel_id, m.kind, m.event_id, m.low_id, m.high_id
        FROM (SELECT pg_current_snapshot()::text AS now, nullif($1::text, '')::pg_snapshot AS since) AS s
        LEFT JOIN LATERAL (
            SELECT c.id, c.message_id, c.is_reaction, c.channel_id, ch.kind, ch.event_id, ch.low_id, ch.high_id
            FROM message_changes c JOIN channels ch ON ch.id = c.channel_id
            WHERE c.changed_in >= pg_snapshot_xmin(s.since) AND NOT pg_visible_in_snapshot(c.changed_in, s.since)) AS m ON true
        ORDER BY m.id
        """;

    private static readonly TimeSpan DeleteEvery = TimeSpan.FromMinutes(1);

    private string _since = "";
    private List<Change> _found = [];
    private long _deletedAt = clock.GetTimestamp();

    /// <summary>Begins with the changes after this moment: a client can join before the first round.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var quiet = Quiet.Begin();
            await using var command = database.CreateCommand("SELECT pg_current_snapshot()::text");
            _since = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        catch (NpgsqlException)
        {
            // Then the first round is the beginning. Without the database, no client can join before it.
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        var (now, found) = await ReadAsync(cancellationToken);
        foreach (var topic in topics.All)
        {
            topic.RetryChanges();
        }

        foreach (var changes in _found.GroupBy(change => change.MessageId))
        {
            Compare([.. changes]);
        }

        (_since, _found) = (now, found);
        if (Clock.GetElapsedTime(_deletedAt) > DeleteEvery)
        {
            _deletedAt = Clock.GetTimestamp();
            await using var command = database.CreateCommand(DeleteOld);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Compares the changes of one message: if any was not delivered, the message is delivered once, as it is now.</summary>
    private void Compare(List<Change> changes)
    {
        var (channel, message) = (changes[0].Channel, changes[0].MessageId);
        // Each change is asked for, so that the topic forgets it.
        if (topics.FindFor(channel) is { } topic && changes.FindAll(change => !topic.HasDelivered(message, change.Id)).Count > 0)
        {
            RealtimeMetrics.Repairs.Add(1);
            local.Apply(new ChangedSignal(channel, message, changes.Max(change => change.Kind)));
        }
    }

    private async Task<(string Now, List<Change> Found)> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = Command(connection, SelectNew, _since);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var (now, found) = ("", new List<Change>());
        while (await row.ReadAsync(cancellationToken))
        {
            now = row.Get<string>("now");
            if (!row.IsNull("id"))
            {
                var channel = new ChannelFact(
                    row.Get<Guid>("channel_id"),
                    row.Get<string>("kind"),
                    row.GetOrNull<Guid>("event_id"),
                    row.GetOrNull<Guid>("low_id"),
                    row.GetOrNull<Guid>("high_id")
                );
                var kind = row.Get<bool>("is_reaction") ? ChangeKind.Reactions : ChangeKind.Updated;
                found.Add(new(row.Get<long>("id"), row.Get<Guid>("message_id"), kind, channel));
            }
        }

        return (now, found);
    }

    /// <summary>A change that became visible in the last round.</summary>
    private sealed record Change(long Id, Guid MessageId, ChangeKind Kind, ChannelFact Channel);
}
