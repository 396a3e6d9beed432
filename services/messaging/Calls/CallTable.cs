using Community.Messaging.Data;
using Community.Messaging.Notifications;
using Community.Messaging.Realtime;
using Community.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Community.Messaging.Calls;

/// <summary>
/// The calls in the database, which is the only authority on them: each change locks the call's row, and is signalled to all instances
/// after its commit. So it does not matter which instances the users are on, nor how many of them do the same at once.
/// </summary>
internal sealed class CallTable(MessagingDb db, Notifier notifier, RealtimePublisher realtime, RingSignal rings, TimeProvider clock)
{
    // The lock's class: callers in one channel at the same moment go one after the other.
    private const int LockOfChannels = 6_011;

    private const string SelectOne = $"{CallRow.Select} WHERE c.id = $1 ORDER BY {CallRow.Order}";

    public DateTimeOffset Now => clock.GetKeptNow();

    public async Task<Call?> FindAsync(Guid callId)
    {
        await db.Database.OpenConnectionAsync();
        try
        {
            return await RunAsync(callId);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>
    /// The call that goes on in a channel, as this caller finds it. A call with a participant with whom the caller has a block does not
    /// exist.
    /// </summary>
    public async Task<Guid?> FindLiveAsync(Guid channelId, Guid caller)
    {
        var found = await db
            .Database.SqlQuery<Guid>(
                $"""
                SELECT c.id AS "Value" FROM calls c WHERE c.channel_id = {channelId} AND c.ended_at IS NULL AND NOT EXISTS (
                    SELECT FROM call_participants p JOIN hidden_from h ON h.other_id = p.user_id
                    WHERE p.call_id = c.id AND p.state IN ('ringing', 'joined', 'away') AND h.user_id = {caller})
                ORDER BY c.started_at, c.id LIMIT 1
                """
            )
            .ToListAsync();
        return found.Count > 0 ? found[0] : null;
    }

    /// <summary>Changes a call; null: there is none.</summary>
    /// <param name="change">Returns the call unchanged if there is nothing to change. An exception rolls everything back.</param>
    public Task<Call?> ChangeAsync(Guid callId, Func<Call, Call> change) =>
        db.InTransactionAsync(async () =>
        {
            // A statement of its own, so that the next one reads the commits of the lock's former holder.
            await db.Database.ExecuteSqlAsync($"SELECT FROM calls WHERE id = {callId} FOR UPDATE");
            var before = await RunAsync(callId);
            return before is null || change(before) is not { } after || after == before ? before : await WriteAsync(before, after);
        });

    /// <summary>Joins the call that goes on in a channel, or else starts one.</summary>
    /// <param name="join">How the existing call is joined.</param>
    /// <param name="start">Makes the new call; its argument: the users who are in another call, the caller included.</param>
    /// <param name="called">The users whom it would ring.</param>
    public Task<Call> StartAsync(
        Guid channelId,
        Guid caller,
        Guid[] called,
        Func<Call, Call> join,
        Func<IReadOnlyList<Guid>, Call> start
    ) =>
        db.InTransactionAsync(async () =>
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({LockOfChannels}, hashtext({channelId}::text))");
            if (await FindLiveAsync(channelId, caller) is { } there && await ChangeAsync(there, join) is { IsLive: true } joined)
            {
                return joined;
            }

            Guid[] everybody = [caller, .. called];
            var busy = await db
                .Database.SqlQuery<Guid>(
                    $"""
                    SELECT user_id AS "Value" FROM call_participants WHERE user_id = ANY ({everybody}) AND state IN ('joined', 'away')
                    """
                )
                .ToListAsync();
            return await WriteAsync(null, start(busy));
        });

    /// <summary>Other calls that ring this user.</summary>
    public Task<List<Guid>> RingingAsync(Guid userId, Guid except) =>
        db
            .Database.SqlQuery<Guid>(
                $"""
                SELECT call_id AS "Value" FROM call_participants WHERE user_id = {userId} AND state = 'ringing' AND call_id <> {except}
                """
            )
            .ToListAsync();

    private async Task<Call> WriteAsync(Call? before, Call after)
    {
        var changed = after.Participants.Where(participant => before?.Find(participant.UserId) != participant).ToList();
        var written = (await RunAsync(after.Id, [.. CallRow.Writing(after with { Version = after.Version + 1 }, changed)]))!;
        await RingAsync(written, [.. changed.Where(participant => participant.IsRinging).Select(participant => participant.UserId)]);
        await NotifyMissedAsync(before, written);
        db.AfterCommit(() => realtime.Publish(new CallChangedSignal(written)));
        return written;
    }

    private async Task RingAsync(Call call, Guid[] called)
    {
        if (called.Length > 0 && await db.QueueRingsAsync(call, called, Now) > 0)
        {
            db.AfterCommit(rings.Wake);
        }
    }

    private Task NotifyMissedAsync(Call? before, Call after)
    {
        Guid[] missed =
        [
            .. after
                .Participants.Where(participant =>
                    before?.Find(participant.UserId) is { } was
                        ? was.IsRinging && participant.State is CallState.Missed or CallState.Cancelled
                        : participant.State == CallState.Busy
                )
                .Select(participant => participant.UserId),
        ];
        return missed.Length == 0
            ? Task.CompletedTask
            : notifier.NotifyAsync(
                new()
                {
                    Kind = NotificationKind.MissedCall,
                    FactId = after.Id,
                    GroupedBy = after.ChannelId,
                    ActorId = after.StartedBy,
                    TargetType = TargetType.Channel,
                    TargetId = after.ChannelId,
                    ChannelId = after.ChannelId,
                },
                missed
            );
    }

    /// <summary>Writes, and reads the call afterwards, in one round trip.</summary>
    private async Task<Call?> RunAsync(Guid callId, params IEnumerable<NpgsqlBatchCommand> writing)
    {
        var (connection, transaction) = (
            (NpgsqlConnection)db.Database.GetDbConnection(),
            db.Database.CurrentTransaction?.GetDbTransaction()
        );
        await using var batch = new NpgsqlBatch(connection, (NpgsqlTransaction?)transaction);
        foreach (var command in writing.Append(new(SelectOne) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = callId } } }))
        {
            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync();
        return (await CallRow.ReadAsync(reader)).SingleOrDefault();
    }
}
