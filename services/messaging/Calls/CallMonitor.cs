using Community.Messaging.Channels;
using Community.Messaging.Realtime;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Calls;

/// <summary>
/// Checks all calls every second for changes that no client reports: participants who did not answer, connections or whole instances that
/// are gone, participants who lost the right to talk there, and devices that connected while a call rings. It also brings the changes of
/// other instances that this one missed. Each instance does it, some of it for all calls, some for its own users only; doing it twice
/// changes nothing.
/// </summary>
internal sealed class CallMonitor(
    LocalCalls calls,
    ClientConnections clients,
    Backplane backplane,
    CallLimits limits,
    CallOptions options,
    NpgsqlDataSource database,
    IServiceScopeFactory scopes,
    TimeProvider clock,
    ILogger<CallMonitor> logger
) : PeriodicWork(TimeSpan.FromSeconds(1), clock, logger)
{
    private const string Concerned = "('ringing', 'joined', 'away')";

    private const string SelectOverdue = """
        SELECT call_id, user_id, since, CASE state WHEN 'ringing' THEN 'missed' WHEN 'away' THEN 'lost' ELSE 'away' END FROM call_participants p
        WHERE (state = 'ringing' AND since <= $1) OR (state = 'away' AND since <= $2)
            OR (state = 'joined' AND NOT EXISTS (SELECT FROM realtime_instances i WHERE i.id = p.instance AND NOT i.has_left))
        """;

    // If there is a block between two participants, the one who came later is removed.
    private const string SelectHidden = $"""
        SELECT a.call_id, a.user_id, a.since, 'removed' FROM call_participants a
        JOIN call_participants b ON b.call_id = a.call_id AND (coalesce(b.joined_at, 'infinity'), b.user_id) < (coalesce(a.joined_at, 'infinity'), a.user_id)
        JOIN hidden_from h ON h.user_id = a.user_id AND h.other_id = b.user_id
        WHERE a.call_id = ANY ($1) AND a.state IN {Concerned} AND b.state IN {Concerned}
        """;

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await CatchUpAsync(cancellationToken);
        calls.RingNewDevices();
        var (now, live) = (Clock.GetUtcNow(), calls.Live);
        List<Due> due =
        [
            .. await ReadAsync(SelectOverdue, [now - options.RingTime, now - options.RejoinTime], cancellationToken),
            .. live.SelectMany(Reconnected),
            .. await WithoutRightsAsync(live, now, cancellationToken),
        ];
        foreach (var ofCall in due.GroupBy(one => one.CallId))
        {
            await ApplyAsync(ofCall);
        }

        calls.Forget();
        limits.Forget();
    }

    /// <summary>Participants whose connection here is gone, and participants who count as away although they are connected here.</summary>
    private IEnumerable<Due> Reconnected(Call call) =>
        from participant in call.Participants
        where participant.Device?.Instance == backplane.Instance
        let isHere = clients.Find(participant.Device!.ConnectionId) is not null
        where isHere != (participant.State == CallState.Joined)
        select new Due(call.Id, participant.UserId, participant.Since, isHere ? CallState.Joined : CallState.Away);

    private async Task<IEnumerable<Due>> WithoutRightsAsync(
        IReadOnlyList<Call> live,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var here = live.SelectMany(call => call.Participants, (call, participant) => (Call: call, Participant: participant))
            .Where(pair => IsHere(pair.Participant))
            .ToList();
        if (here.Count == 0)
        {
            return [];
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                MembershipReader.CommandForPlaces(
                    [.. here.Select(pair => pair.Call.ChannelId)],
                    [.. here.Select(pair => pair.Participant.UserId)],
                    now
                ),
                Command(SelectHidden, here.Select(pair => pair.Call.Id).Distinct().ToArray()),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var refused = (await MembershipReader.ReadPlacesAsync(reader, now))
            .Where(place => !place.Rights.MayWrite)
            .Select(place => (place.Place, place.User))
            .ToHashSet();
        await reader.NextResultAsync(cancellationToken);
        return (await ReadAsync(reader, cancellationToken)).Concat(
            here.Where(pair => refused.Contains((pair.Call.ChannelId, pair.Participant.UserId)))
                .Select(pair => new Due(pair.Call.Id, pair.Participant.UserId, pair.Participant.Since, CallState.Removed))
        );
    }

    private bool IsHere(Participant participant) =>
        participant.Device?.Instance == backplane.Instance || (participant.IsRinging && clients.Of(participant.UserId).Count > 0);

    private async Task ApplyAsync(IGrouping<Guid, Due> due)
    {
        await using var scope = scopes.CreateAsyncScope();
        var table = scope.ServiceProvider.GetRequiredService<CallTable>();
        // A participant who has changed since this check waits for the next round.
        await table.ChangeAsync(
            due.Key,
            call =>
                due.Where(one => call.Find(one.UserId)?.Since == one.Since)
                    .Aggregate(call, (changed, one) => changed.Move(one.UserId, one.State, table.Now))
        );
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var known = calls.Live.ToDictionary(call => call.Id, call => call.Version);
        var changed = known.Keys.ToHashSet();
        await using (var command = database.CreateCommand("SELECT id, version FROM calls WHERE ended_at IS NULL"))
        await using (var row = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken))
            {
                if (known.GetValueOrDefault(row.GetGuid(0)) < row.GetInt64(1))
                {
                    changed.Add(row.GetGuid(0));
                }
                else
                {
                    changed.Remove(row.GetGuid(0));
                }
            }
        }

        if (changed.Count > 0)
        {
            await using var command = database.CreateCommand($"{CallRow.Select} WHERE c.id = ANY ($1) ORDER BY c.id, {CallRow.Order}");
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. changed] });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            foreach (var call in await CallRow.ReadAsync(reader, cancellationToken))
            {
                calls.Apply(call);
                changed.Remove(call.Id);
            }

            calls.Forget(changed);
        }
    }

    private async Task<List<Due>> ReadAsync(string sql, object[] values, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Command(sql, values) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, cancellationToken);
    }

    private static async Task<List<Due>> ReadAsync(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        var due = new List<Due>();
        while (await row.ReadAsync(cancellationToken))
        {
            due.Add(new(row.GetGuid(0), row.GetGuid(1), row.GetFieldValue<DateTimeOffset>(2), row.GetString(3)));
        }

        return due;
    }

    /// <summary>A change of a participant's state that is due.</summary>
    /// <param name="Since">As it was when the change was found due.</param>
    private sealed record Due(Guid CallId, Guid UserId, DateTimeOffset Since, string State);
}
