using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Platform.Data;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Messaging.Notifications;

/// <summary>Wakes <see cref="MessageNotifier"/> after a message was posted.</summary>
internal sealed class PendingMessageSignal : WakeSignal;

/// <summary>
/// Notifies users of messages: mentioned users, else the author of the answered message, else users who chose notifications of all messages
/// there. Of a direct message it notifies the other person. No user is notified of one message twice, or of a channel that
/// they may not read any more.
/// <para>
/// Each message waits in <c>pending_messages</c> from the transaction that posts it to the transaction that notifies of it, with the others
/// that came meanwhile. So it is notified once, whichever instance dies when, and a storm costs one transaction a round. Any number of
/// instances may do it: each takes messages that no other has. A message that fails holds up no other: it is tried again each minute, ten
/// times.
/// </para>
/// </summary>
internal sealed partial class MessageNotifier(
    IServiceScopeFactory scopes,
    PendingMessageSignal signal,
    TimeProvider clock,
    ILogger<MessageNotifier> logger
) : PeriodicWork(TimeSpan.FromSeconds(1), clock, logger, signal, apart: TimeSpan.FromMilliseconds(50))
{
    private const int AtOnce = 500;
    private const int MaxAttempts = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    // The answered author: for a reply, the author of the message that it answers; for any other message, the thread's opener.
    private const string Take = """
        WITH due AS (
            SELECT message_id FROM pending_messages WHERE due_at <= $1 AND message_id BETWEEN $2 AND $3 ORDER BY message_id LIMIT $4 FOR UPDATE SKIP LOCKED),
        taken AS (DELETE FROM pending_messages USING due WHERE pending_messages.message_id = due.message_id)
        SELECT due.message_id, m.channel_id, c.kind, m.seq, m.author_id, m.reply_to, m.mentions, coalesce(answered.author_id, t.created_by) AS answered_id,
            CASE m.author_id WHEN c.low_id THEN c.high_id WHEN c.high_id THEN c.low_id END AS peer_id
        FROM due
        LEFT JOIN messages m ON m.id = due.message_id AND m.deleted_at IS NULL
        LEFT JOIN channels c ON c.id = m.channel_id
        LEFT JOIN messages answered ON answered.id = m.reply_to AND answered.deleted_at IS NULL
        LEFT JOIN threads t ON t.id = m.channel_id AND m.reply_to IS NULL
        ORDER BY m.channel_id, m.seq
        """;

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested && await NotifyAsync(Guid.Empty, Guid.AllBitsSet) == AtOnce)
            {
                // There may be more.
            }
        }
        catch (Exception failure) when (!DatabaseAway.Caused(failure))
        {
            await NotifyEachAsync();
        }
    }

    /// <summary>If a round fails, each message is tried alone, so that one does not make the others fail.</summary>
    private async Task NotifyEachAsync()
    {
        foreach (var id in await DueAsync())
        {
            try
            {
                await NotifyAsync(id, id);
            }
            catch (Exception failure) when (!DatabaseAway.Caused(failure))
            {
                await PutOffAsync(id, failure);
            }
        }
    }

    /// <summary>Notifies of the due messages between two ids, at most a batch; returns how many.</summary>
    private async Task<int> NotifyAsync(Guid first, Guid last)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        return await db.InTransactionAsync(async () =>
        {
            var taken = await TakeAsync(db, first, last);
            PendingMessage[] there = [.. taken.OfType<PendingMessage>()];
            var notifications = NotificationsOf(there, await FollowersAsync(db, there));
            await scope.ServiceProvider.GetRequiredService<Notifier>().NotifyAsync(await ReadableAsync(db, notifications));
            return taken.Count;
        });
    }

    /// <summary>A null in the list: that message was deleted meanwhile.</summary>
    private async Task<List<PendingMessage?>> TakeAsync(MessagingDb db, Guid first, Guid last)
    {
        using var quiet = Quiet.Begin();
        var command = new NpgsqlBatchCommand(Take)
        {
            Parameters =
            {
                new() { Value = Clock.GetUtcNow() },
                new() { Value = first },
                new() { Value = last },
                new() { Value = AtOnce },
            },
        };
        return await db.ReadAsync(
            async reader =>
            {
                var taken = new List<PendingMessage?>();
                while (await reader.ReadAsync())
                {
                    taken.Add(await reader.IsDBNullAsync(1) ? null : PendingMessage.Read(reader));
                }

                return taken;
            },
            command
        );
    }

    private static List<(Notification Notification, Guid UserId)> NotificationsOf(
        PendingMessage[] messages,
        ILookup<Guid, Guid> followers
    ) => [.. messages.SelectMany(message => NotificationsOf(message, followers[message.ChannelId]))];

    private static IEnumerable<(Notification, Guid)> NotificationsOf(PendingMessage message, IEnumerable<Guid> followers)
    {
        if (message.PeerId is { } peer)
        {
            yield return (message.As(NotificationKind.Message, message.ChannelId), peer);
            yield break;
        }

        var notified = new HashSet<Guid> { message.AuthorId };
        foreach (var mentioned in message.Mentions.Where(notified.Add))
        {
            yield return (message.As(NotificationKind.Mention, message.Id), mentioned);
        }

        if (message.AnsweredId is { } answered && notified.Add(answered))
        {
            // Replies to one message are one notification.
            yield return (message.As(NotificationKind.Reply, message.ReplyTo ?? message.ChannelId), answered);
        }

        foreach (var follower in followers.Where(notified.Add))
        {
            yield return (message.As(NotificationKind.Message, message.ChannelId), follower);
        }
    }

    /// <summary>Users who chose notifications of all messages, by channel.</summary>
    private static async Task<ILookup<Guid, Guid>> FollowersAsync(MessagingDb db, PendingMessage[] messages)
    {
        Guid[] channels =
        [
            .. messages.Where(message => message.Kind != ChannelKind.Direct).Select(message => message.ChannelId).Distinct(),
        ];
        List<Follower> followers = channels is []
            ? []
            : await db
                .Database.SqlQuery<Follower>(
                    $"""
                    SELECT channel_id, user_id FROM channel_preferences WHERE channel_id = ANY ({channels}) AND level = 'all'
                    """
                )
                .ToListAsync();
        return followers.ToLookup(one => one.ChannelId, one => one.UserId);
    }

    /// <summary>
    /// Leaves out users without the right to read the channel. Preferences, threads and messages outlive that right. A mention was checked
    /// only when the message was posted.
    /// </summary>
    private async Task<List<(Notification, Guid)>> ReadableAsync(MessagingDb db, List<(Notification Notification, Guid UserId)> all)
    {
        if (all is [])
        {
            return [];
        }

        (Guid Place, Guid User)[] pairs = [.. all.Select(one => (one.Notification.ChannelId!.Value, one.UserId)).Distinct()];
        var rights = await db.RightsAsync(
            Array.ConvertAll(pairs, pair => pair.Place),
            Array.ConvertAll(pairs, pair => pair.User),
            Clock.GetUtcNow()
        );
        var readers = rights.Where(one => one.Rights.MayRead).Select(one => (one.Place, one.User)).ToHashSet();
        return all.FindAll(one => readers.Contains((one.Notification.ChannelId!.Value, one.UserId)));
    }

    private async Task<List<Guid>> DueAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        return await db
            .Database.SqlQuery<Guid>(
                $"""
                SELECT message_id AS "Value" FROM pending_messages WHERE due_at <= {Clock.GetUtcNow()} ORDER BY message_id LIMIT {AtOnce}
                """
            )
            .ToListAsync();
    }

    /// <summary>Counts the attempt, unless another instance failed at the same time and has counted it.</summary>
    private async Task PutOffAsync(Guid id, Exception failure)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        var now = Clock.GetUtcNow();
        var attempts = await db
            .Database.SqlQuery<int>(
                $"""
                UPDATE pending_messages SET attempts = attempts + 1, due_at = {now + Pause} WHERE message_id = {id} AND due_at <= {now}
                RETURNING attempts AS "Value"
                """
            )
            .ToListAsync();
        if (attempts is [])
        {
            return;
        }

        if (attempts is [MaxAttempts])
        {
            await db.Database.ExecuteSqlAsync($"DELETE FROM pending_messages WHERE message_id = {id}");
            Log.GivenUp(logger, id, failure);
        }
        else
        {
            Log.PutOff(logger, id, failure.GetBaseException().Message);
        }
    }

    private sealed record Follower(Guid ChannelId, Guid UserId);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Notifications of message {Id} failed; they are tried again in a minute. {Reason}")]
        public static partial void PutOff(ILogger logger, Guid id, string reason);

        [LoggerMessage(2, LogLevel.Error, "Notifications of message {Id} are given up: they failed too often")]
        public static partial void GivenUp(ILogger logger, Guid id, Exception failure);
    }
}

/// <summary>A message that waits for its notifications.</summary>
/// <param name="AnsweredId">The answered author.</param>
/// <param name="PeerId">Of a direct conversation: the other person.</param>
internal sealed record PendingMessage(
    Guid Id,
    Guid ChannelId,
    string Kind,
    long Seq,
    Guid AuthorId,
    Guid? ReplyTo,
    Guid[] Mentions,
    Guid? AnsweredId,
    Guid? PeerId
)
{
    /// <summary>From a row that <see cref="MessageNotifier"/> reads.</summary>
    public static PendingMessage Read(NpgsqlDataReader row) =>
        new(
            row.Get<Guid>("message_id"),
            row.Get<Guid>("channel_id"),
            row.Get<string>("kind"),
            row.Get<long>("seq"),
            row.Get<Guid>("author_id"),
            row.GetOrNull<Guid>("reply_to"),
            row.Get<Guid[]>("mentions"),
            row.GetOrNull<Guid>("answered_id"),
            row.GetOrNull<Guid>("peer_id")
        );

    /// <summary>The notification of it.</summary>
    public Notification As(string kind, Guid groupedBy) =>
        new()
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
}
