using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.ServiceDefaults.Data;
using Community.ServiceDefaults.Lifetime;
using Community.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Messaging.Notifications;

/// <summary>Wakes <see cref="MessageTelling"/> when something was posted.</summary>
internal sealed class UntoldSignal : WakeSignal;

/// <summary>
/// Tells of messages: who is mentioned, else whom it answers, else who wants to hear of everything there; of a direct one, whom it was sent to. Nobody is told of
/// one message twice.
/// <para>
/// Each message waits in <c>untold_messages</c> from the transaction that posts it to the one that tells of it, with others that came meanwhile: so it is told of
/// once, whichever instance dies when, and a storm costs a transaction a round. Any number of instances: each takes what no other has. One that cannot be told of
/// holds nobody up: it is tried again each minute, ten times.
/// </para>
/// </summary>
internal sealed partial class MessageTelling(IServiceScopeFactory scopes, UntoldSignal signal, TimeProvider clock, ILogger<MessageTelling> logger)
    : PeriodicWork(TimeSpan.FromSeconds(1), clock, logger, signal, apart: TimeSpan.FromMilliseconds(50))
{
    private const int AtOnce = 500;
    private const int MaxAttempts = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    // Who is answered: the author of what is answered; of what answers nothing in particular, who opened the thread.
    private const string Take =
        """
        WITH due AS (
            SELECT message_id FROM untold_messages WHERE due_at <= $1 AND message_id BETWEEN $2 AND $3 ORDER BY message_id LIMIT $4 FOR UPDATE SKIP LOCKED),
        taken AS (DELETE FROM untold_messages USING due WHERE untold_messages.message_id = due.message_id)
        SELECT due.message_id, m.channel_id, c.kind, m.seq, m.author_id, m.reply_to, m.mentions, coalesce(answered.author_id, t.created_by),
            CASE m.author_id WHEN c.low_id THEN c.high_id WHEN c.high_id THEN c.low_id END
        FROM due
        LEFT JOIN messages m ON m.id = due.message_id AND m.deleted_at IS NULL
        LEFT JOIN channels c ON c.id = m.channel_id
        LEFT JOIN messages answered ON answered.id = m.reply_to AND answered.deleted_at IS NULL
        LEFT JOIN threads t ON t.id = m.channel_id AND m.reply_to IS NULL
        ORDER BY m.channel_id, m.seq
        """;

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested && await TellAsync(Guid.Empty, Guid.AllBitsSet) == AtOnce)
            {
                // There may be more.
            }
        }
        catch (Exception failure) when (!DatabaseAway.Caused(failure))
        {
            await TellEachAsync();
        }
    }

    /// <summary>Where a round fails, each goes alone, so that it is nobody else's fault.</summary>
    private async Task TellEachAsync()
    {
        foreach (var id in await DueAsync())
        {
            try
            {
                await TellAsync(id, id);
            }
            catch (Exception failure) when (!DatabaseAway.Caused(failure))
            {
                await PutOffAsync(id, failure);
            }
        }
    }

    /// <summary>Tells of what is due between two ids, at most so many; answers of how many.</summary>
    private async Task<int> TellAsync(Guid first, Guid last)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        return await db.InTransactionAsync(async () =>
        {
            var taken = await TakeAsync(db, first, last);
            UntoldMessage[] there = [.. taken.OfType<UntoldMessage>()];
            var readers = await ReadersAsync(db, [.. there.Where(message => message.Kind != ChannelKind.Direct).Select(message => message.ChannelId).Distinct()]);
            await scope.ServiceProvider.GetRequiredService<Notifier>().TellAsync([.. there.SelectMany(message => Told(message, readers[message.ChannelId]))]);
            return taken.Count;
        });
    }

    /// <summary>Null: it was deleted meanwhile.</summary>
    private async Task<List<UntoldMessage?>> TakeAsync(MessagingDb db, Guid first, Guid last)
    {
        using var quiet = Quiet.Begin();
        var command = new NpgsqlBatchCommand(Take)
        {
            Parameters = { new() { Value = Clock.GetUtcNow() }, new() { Value = first }, new() { Value = last }, new() { Value = AtOnce } },
        };
        return await db.ReadAsync(
            async reader =>
            {
                var taken = new List<UntoldMessage?>();
                while (await reader.ReadAsync())
                {
                    taken.Add(await reader.IsDBNullAsync(1) ? null : UntoldMessage.Read(reader));
                }

                return taken;
            },
            command);
    }

    private static IEnumerable<(Notification, Guid)> Told(UntoldMessage message, IEnumerable<Guid> readers)
    {
        if (message.PeerId is { } peer)
        {
            yield return (message.As(NotificationKind.Message, message.ChannelId), peer);
            yield break;
        }

        var told = new HashSet<Guid> { message.AuthorId };
        foreach (var mentioned in message.Mentions.Where(told.Add))
        {
            yield return (message.As(NotificationKind.Mention, message.Id), mentioned);
        }

        if (message.AnsweredId is { } answered && told.Add(answered))
        {
            // Answers to one message are one notification.
            yield return (message.As(NotificationKind.Reply, message.ReplyTo ?? message.ChannelId), answered);
        }

        foreach (var reader in readers.Where(told.Add))
        {
            yield return (message.As(NotificationKind.Message, message.ChannelId), reader);
        }
    }

    /// <summary>Those who want to hear of everything, by the channel. A preference outlives the right to read: those who have lost it are told nothing.</summary>
    private async Task<ILookup<Guid, Guid>> ReadersAsync(MessagingDb db, Guid[] channels)
    {
        var wanting = channels.Length == 0 ? [] : await db.Database.SqlQuery<Wanting>($"""
            SELECT channel_id, user_id FROM channel_preferences WHERE channel_id = ANY ({channels}) AND level = 'all'
            """).ToListAsync();
        var rights = wanting.Count == 0
            ? []
            : await db.RightsAsync([.. wanting.Select(one => one.ChannelId)], [.. wanting.Select(one => one.UserId)], Clock.GetUtcNow());
        return rights.Where(one => one.Rights.MayRead).ToLookup(one => one.Place, one => one.User);
    }

    private async Task<List<Guid>> DueAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        return await db.Database.SqlQuery<Guid>($"""
            SELECT message_id AS "Value" FROM untold_messages WHERE due_at <= {Clock.GetUtcNow()} ORDER BY message_id LIMIT {AtOnce}
            """).ToListAsync();
    }

    /// <summary>Counts the attempt, unless another instance failed on it at the same time and has counted it.</summary>
    private async Task PutOffAsync(Guid id, Exception failure)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        var now = Clock.GetUtcNow();
        var attempts = await db.Database.SqlQuery<int>($"""
            UPDATE untold_messages SET attempts = attempts + 1, due_at = {now + Pause} WHERE message_id = {id} AND due_at <= {now}
            RETURNING attempts AS "Value"
            """).ToListAsync();
        if (attempts is [])
        {
            return;
        }

        if (attempts is [MaxAttempts])
        {
            await db.Database.ExecuteSqlAsync($"DELETE FROM untold_messages WHERE message_id = {id}");
            LogGivenUp(logger, id, failure);
        }
        else
        {
            LogPutOff(logger, id, failure.GetBaseException().Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Nobody could be told of message {Id}; it is tried again in a minute. {Reason}")]
    private static partial void LogPutOff(ILogger logger, Guid id, string reason);

    [LoggerMessage(2, LogLevel.Error, "Nobody is told of message {Id}: it failed too often")]
    private static partial void LogGivenUp(ILogger logger, Guid id, Exception failure);

    private sealed record Wanting(Guid ChannelId, Guid UserId);
}

/// <summary>A message of which nobody was told yet.</summary>
/// <param name="AnsweredId">Whom it answers.</param>
/// <param name="PeerId">Of a direct conversation: whom it was sent to.</param>
internal sealed record UntoldMessage(
    Guid Id, Guid ChannelId, string Kind, long Seq, Guid AuthorId, Guid? ReplyTo, Guid[] Mentions, Guid? AnsweredId, Guid? PeerId)
{
    /// <summary>From a row that <see cref="MessageTelling"/> asks for.</summary>
    public static UntoldMessage Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetInt64(3), row.GetGuid(4), Maybe(row, 5), row.GetFieldValue<Guid[]>(6), Maybe(row, 7), Maybe(row, 8));

    /// <summary>What is told of it.</summary>
    public Notification As(string kind, Guid groupedBy) => new()
    {
        Kind = kind,
        FactId = Id,
        GroupedBy = groupedBy,
        ActorId = AuthorId,
        TargetType = kind == NotificationKind.Message ? TargetType.Channel : TargetType.Message,
        TargetId = kind == NotificationKind.Message ? ChannelId : Id,
        ChannelId = ChannelId,
        Seq = Seq,
    };

    private static Guid? Maybe(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);
}
