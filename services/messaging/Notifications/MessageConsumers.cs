using Community.Contracts.Messaging;
using MassTransit;

namespace Community.Messaging.Notifications;

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
