using Community.Contracts.Messaging;
using MassTransit;

namespace Community.Messaging.Notifications;

/// <summary>Notifies users whom the edited message mentions for the first time.</summary>
internal sealed class WhenMessageEdited(Notifier notifier) : IConsumer<MessageEdited>
{
    public Task Consume(ConsumeContext<MessageEdited> context)
    {
        var edited = context.Message;
        return notifier.NotifyAsync(
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
            edited.NewMentions
        );
    }
}
