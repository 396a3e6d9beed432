using Community.Contracts.Messaging;
using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Messaging.Moderation;
using Community.Messaging.Notifications;
using Community.Messaging.Realtime;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Messages;

/// <summary>
/// Messages that moderators decide about. A removed one looks deleted, and can be restored with everything that belongs to it. A message
/// that was held back is published when it is first shown, as if it were posted then; its number does not change.
/// </summary>
internal sealed class ModeratedMessages(
    MessagingDb db,
    MessagingOptions options,
    IRealtimePublisher realtime,
    PendingMessageSignal pending,
    TimeProvider clock
) : IModeratedContent
{
    private readonly string _restore = ChannelStore.RestoreMessage(options.SearchLanguages);

    public string ContentType => ModeratedType.Message;

    /// <summary>
    /// A report shows the message to the moderators. A message of a direct conversation is shown only if the reporter is one of the two
    /// people.
    /// </summary>
    public async Task<ContentDescription?> DescribeAsync(Guid id, Guid reportedBy)
    {
        var found = await db
            .Messages.Where(message => message.Id == id)
            .Join(
                db.Channels,
                message => message.ChannelId,
                channel => channel.Id,
                (message, channel) => new { message.AuthorId, Channel = channel }
            )
            .AsNoTracking()
            .SingleOrDefaultAsync();
        if (found is not null && (found.Channel.Kind != ChannelKind.Direct || found.Channel.PeerOf(reportedBy) is not null))
        {
            await ChannelStore.ReportMessageAsync(db, id);
        }

        return found is null ? null : new(found.AuthorId, found.Channel.CommunityId);
    }

    public async Task<Guid?> RemoveAsync(Guid id, long version, DateTimeOffset at)
    {
        if (await LockAsync(id, version) is not { } message)
        {
            return null;
        }

        if (message.DeletedAt is null)
        {
            await ChannelStore.RemoveMessageAsync(db, id, at);
            await ChannelStore.CountAsync(db, message.ChannelId, message.IsHeld ? 0 : -1);
            db.AfterCommit(() => realtime.MessageChanged(message.ChannelId, id, isDeleted: true));
        }

        return message.AuthorId;
    }

    public async Task<Guid?> RestoreAsync(Guid id, long version)
    {
        if (await LockAsync(id, version) is not { } message)
        {
            return null;
        }

        // A message that its author has deleted meanwhile stays deleted.
        if ((message.IsHeld && message.DeletedAt is null) || message.RemovedAt is not null)
        {
            var channel = await db.Channels.AsNoTracking().SingleAsync(channel => channel.Id == message.ChannelId);
            Guid[] mentions = message.IsHeld ? await StillReadingAsync(channel, message.Mentions) : message.Mentions;
            await db.Database.ExecuteSqlRawAsync(_restore, new NpgsqlParameter("id", id), new NpgsqlParameter("mentions", mentions));
            await ChannelStore.CountAsync(db, channel.Id, 1);
            if (message.IsHeld && channel.Kind != ChannelKind.Direct)
            {
                var now = clock.GetUtcNow();
                db.Publish(
                    new MessagePosted(
                        Guid.CreateVersion7(now),
                        now,
                        id,
                        message.Version + 1,
                        channel.Id,
                        channel.Kind,
                        message.AuthorId,
                        message.Seq,
                        message.ReplyTo,
                        mentions
                    )
                );
                await db.SaveChangesAsync();
                await db.Database.ExecuteSqlAsync($"INSERT INTO pending_messages (message_id, due_at) VALUES ({id}, {now})");
                db.AfterCommit(pending.Wake);
            }

            db.AfterCommit(() => realtime.MessageChanged(channel.Id, id, isDeleted: false));
        }

        return message.AuthorId;
    }

    /// <summary>Locks the message before a decision that is newer than the last one. Other changes of it wait.</summary>
    private async Task<Message?> LockAsync(Guid id, long version)
    {
        var found = await db
            .Messages.FromSql($"SELECT * FROM messages WHERE id = {id} AND moderation_version < {version} FOR NO KEY UPDATE")
            .AsNoTracking()
            .ToListAsync();
        await ChannelStore.NoteMessageDecisionAsync(db, id, version);
        return found.SingleOrDefault();
    }

    /// <summary>Days may have passed since it was written.</summary>
    private async Task<Guid[]> StillReadingAsync(Channel channel, Guid[] people)
    {
        var now = clock.GetUtcNow();
        var memberships = people.Length == 0 ? [] : await db.MembershipsAsync(channel.Id, people, now);
        return
        [
            .. people.Intersect(
                memberships.Where(membership => ChannelRights.Of(channel, membership, now).MayRead).Select(membership => membership.UserId)
            ),
        ];
    }
}

/// <summary>
/// Empties messages that moderators removed, once no appeal can bring them back: appeals are possible for 30 days and take a while to be
/// answered.
/// </summary>
internal sealed class RemovedMessages(NpgsqlDataSource database, TimeProvider clock, ILogger<RemovedMessages> logger)
    : PeriodicWork(TimeSpan.FromMinutes(10), clock, logger)
{
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(45);
    private const int Batch = 500;

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => SweepAsync(cancellationToken);

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var command = Command(database, ChannelStore.EmptyRemovedMessages, Clock.GetUtcNow() - Kept, Clock.GetUtcNow(), Batch);
        while (await command.ExecuteNonQueryAsync(cancellationToken) == Batch)
        {
            await Task.Yield();
        }
    }
}
