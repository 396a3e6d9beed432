using Community.Contracts.Messaging;
using Community.Messaging.Channels;
using Community.Messaging.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Notifications;

/// <summary>
/// Tells of a message: who is mentioned, else whom it answers, else who wants to hear of everything there. Nobody is told of one message twice.
/// </summary>
internal sealed class WhenMessagePosted(Notifier notifier, MessagingDb db, TimeProvider clock) : IConsumer<MessagePosted>
{
    public async Task Consume(ConsumeContext<MessagePosted> context)
    {
        var posted = context.Message;
        var told = new HashSet<Guid>(posted.Mentions) { posted.AuthorId };
        await notifier.TellAsync(Of(posted, NotificationKind.Mention, posted.MessageId), posted.Mentions);
        foreach (var answered in await AnsweredAsync(posted))
        {
            if (told.Add(answered))
            {
                // Answers to one message are one notification.
                await notifier.TellAsync(Of(posted, NotificationKind.Reply, posted.ReplyTo ?? posted.ChannelId), answered);
            }
        }

        Guid[] others = [.. told];
        var listeners = await db.Database.SqlQuery<Guid>($"""
            SELECT user_id AS "Value" FROM channel_preferences WHERE channel_id = {posted.ChannelId} AND level = 'all' AND user_id <> ALL ({others})
            """).ToListAsync();
        if (listeners.Count > 0)
        {
            await notifier.TellAsync(Of(posted, NotificationKind.Message, posted.ChannelId), await ReadersAsync(posted.ChannelId, [.. listeners]));
        }
    }

    /// <summary>The author of what is answered; of what answers nothing in particular, who opened the thread.</summary>
    private Task<List<Guid>> AnsweredAsync(MessagePosted posted) => posted.ReplyTo is { } replyTo
        ? db.Messages.Where(message => message.Id == replyTo && message.DeletedAt == null).Select(message => message.AuthorId).ToListAsync()
        : db.Database.SqlQuery<Guid>($"""SELECT created_by AS "Value" FROM threads WHERE id = {posted.ChannelId}""").ToListAsync();

    /// <summary>A preference outlives the right to read: those who have lost it are told nothing.</summary>
    private async Task<Guid[]> ReadersAsync(Guid channelId, Guid[] listeners)
    {
        var now = clock.GetUtcNow();
        var channel = await db.Channels.AsNoTracking().SingleAsync(channel => channel.Id == channelId);
        return [.. (await db.StandingsAsync(channelId, listeners, now)).Where(standing => ChannelRights.Of(channel, standing, now).MayRead).Select(standing => standing.UserId)];
    }

    private static Notification Of(MessagePosted posted, string kind, Guid groupedBy) => new()
    {
        Kind = kind,
        FactId = posted.MessageId,
        GroupedBy = groupedBy,
        ActorId = posted.AuthorId,
        TargetType = kind == NotificationKind.Message ? TargetType.Channel : TargetType.Message,
        TargetId = kind == NotificationKind.Message ? posted.ChannelId : posted.MessageId,
        ChannelId = posted.ChannelId,
        Seq = posted.Seq,
    };
}

/// <summary>Who is named in it only now.</summary>
internal sealed class WhenMessageEdited(Notifier notifier) : IConsumer<MessageEdited>
{
    public Task Consume(ConsumeContext<MessageEdited> context)
    {
        var edited = context.Message;
        return notifier.TellAsync(
            new()
            {
                Kind = NotificationKind.Mention,
                FactId = edited.MessageId,
                GroupedBy = edited.MessageId,
                ActorId = edited.AuthorId,
                TargetType = TargetType.Message,
                TargetId = edited.MessageId,
                ChannelId = edited.ChannelId,
                Seq = edited.Seq,
            },
            edited.NewMentions);
    }
}

internal sealed class WhenDirectMessageSent(Notifier notifier) : IConsumer<DirectMessageSent>
{
    public Task Consume(ConsumeContext<DirectMessageSent> context)
    {
        var sent = context.Message;
        return notifier.TellAsync(
            new()
            {
                Kind = NotificationKind.Message,
                FactId = sent.MessageId,
                GroupedBy = sent.ChannelId,
                ActorId = sent.FromUserId,
                TargetType = TargetType.Channel,
                TargetId = sent.ChannelId,
                ChannelId = sent.ChannelId,
                Seq = sent.Seq,
            },
            sent.ToUserId);
    }
}
