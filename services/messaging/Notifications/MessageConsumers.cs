using Community.Contracts.Messaging;
using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.ServiceDefaults.Bus;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Notifications;

/// <inheritdoc cref="MessageNotifications"/>
internal sealed class WhenMessagePosted(MessageNotifications notifications) : IConsumer<MessagePosted>
{
    public Task Consume(ConsumeContext<MessagePosted> context) => notifications.ConsumeAsync(context);
}

/// <summary>
/// Tells of messages: who is mentioned, else whom it answers, else who wants to hear of everything there. Nobody is told of one message twice.
/// </summary>
internal sealed class MessageNotifications(IServiceScopeFactory scopes, TimeProvider clock)
    : GroupedConsumer<MessagingDb, MessagePosted>(scopes, NotificationExtensions.MessagesToldAtOnce)
{
    protected override async Task HandleAsync(IServiceProvider services, MessagingDb db, IReadOnlyList<MessagePosted> events)
    {
        var answered = await AnsweredAsync(db, events);
        var readers = await ReadersAsync(db, [.. events.Select(posted => posted.ChannelId).Distinct()]);
        await services.GetRequiredService<Notifier>().TellAsync(
            [.. events.SelectMany(posted => Told(posted, answered[posted.MessageId], readers[posted.ChannelId]))]);
    }

    private static IEnumerable<(Notification, Guid)> Told(MessagePosted posted, IEnumerable<Guid> answered, IEnumerable<Guid> readers)
    {
        var told = new HashSet<Guid> { posted.AuthorId };
        foreach (var mentioned in posted.Mentions.Where(told.Add))
        {
            yield return (Of(posted, NotificationKind.Mention, posted.MessageId), mentioned);
        }

        foreach (var author in answered.Where(told.Add))
        {
            // Answers to one message are one notification.
            yield return (Of(posted, NotificationKind.Reply, posted.ReplyTo ?? posted.ChannelId), author);
        }

        foreach (var reader in readers.Where(told.Add))
        {
            yield return (Of(posted, NotificationKind.Message, posted.ChannelId), reader);
        }
    }

    /// <summary>The author of what is answered; of what answers nothing in particular, who opened the thread.</summary>
    private static async Task<ILookup<Guid, Guid>> AnsweredAsync(MessagingDb db, IReadOnlyList<MessagePosted> events)
    {
        var (ids, channels, answered) =
            (events.Select(posted => posted.MessageId).ToArray(), events.Select(posted => posted.ChannelId).ToArray(), events.Select(posted => posted.ReplyTo).ToArray());
        var found = await db.Database.SqlQuery<OfMessage>($"""
            SELECT posted.id AS "MessageId", coalesce(m.author_id, t.created_by) AS "UserId"
            FROM unnest({ids}, {channels}, {answered}) AS posted (id, channel_id, reply_to)
            LEFT JOIN messages m ON m.id = posted.reply_to AND m.deleted_at IS NULL
            LEFT JOIN threads t ON t.id = posted.channel_id AND posted.reply_to IS NULL
            WHERE coalesce(m.author_id, t.created_by) IS NOT NULL
            """).ToListAsync();
        return found.ToLookup(one => one.MessageId, one => one.UserId);
    }

    /// <summary>Those who want to hear of everything, by the channel. A preference outlives the right to read: those who have lost it are told nothing.</summary>
    private async Task<ILookup<Guid, Guid>> ReadersAsync(MessagingDb db, Guid[] channels)
    {
        var wanting = await db.Database.SqlQuery<OfChannel>($"""
            SELECT channel_id AS "ChannelId", user_id AS "UserId" FROM channel_preferences WHERE channel_id = ANY ({channels}) AND level = 'all'
            """).ToListAsync();
        var rights = wanting.Count == 0
            ? []
            : await db.RightsAsync([.. wanting.Select(one => one.ChannelId)], [.. wanting.Select(one => one.UserId)], clock.GetUtcNow());
        return rights.Where(one => one.Rights.MayRead).ToLookup(one => one.Place, one => one.User);
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

    private sealed record OfMessage(Guid MessageId, Guid UserId);

    private sealed record OfChannel(Guid ChannelId, Guid UserId);
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

/// <inheritdoc cref="DirectNotifications"/>
internal sealed class WhenDirectMessageSent(DirectNotifications notifications) : IConsumer<DirectMessageSent>
{
    public Task Consume(ConsumeContext<DirectMessageSent> context) => notifications.ConsumeAsync(context);
}

/// <summary>Tells of messages whom they were sent to.</summary>
internal sealed class DirectNotifications(IServiceScopeFactory scopes)
    : GroupedConsumer<MessagingDb, DirectMessageSent>(scopes, NotificationExtensions.MessagesToldAtOnce)
{
    protected override Task HandleAsync(IServiceProvider services, MessagingDb db, IReadOnlyList<DirectMessageSent> events) =>
        services.GetRequiredService<Notifier>().TellAsync([.. events.Select(sent => (Of(sent), sent.ToUserId))]);

    private static Notification Of(DirectMessageSent sent) => new()
    {
        Kind = NotificationKind.Message,
        FactId = sent.MessageId,
        GroupedBy = sent.ChannelId,
        ActorId = sent.FromUserId,
        TargetType = TargetType.Channel,
        TargetId = sent.ChannelId,
        ChannelId = sent.ChannelId,
        Seq = sent.Seq,
    };
}
