using Community.Contracts;
using MassTransit;

namespace Community.Messaging.Notifications;

/// <summary>A consumer that notifies one user of an integration event.</summary>
internal abstract class NotificationConsumer<TEvent>(Notifier notifier) : IConsumer<TEvent>
    where TEvent : class, IIntegrationEvent
{
    public async Task Consume(ConsumeContext<TEvent> context)
    {
        await LogAsync(context.Message);
        if (Of(context.Message) is var (notification, userId))
        {
            await notifier.NotifyAsync(notification, userId);
        }
    }

    /// <summary>Writes the event into the logs of the users whom it concerns. By default into none.</summary>
    protected virtual Task LogAsync(TEvent occurred) => Task.CompletedTask;

    /// <summary>The notification and its receiver; null: there is no notification.</summary>
    protected abstract (Notification Notification, Guid UserId)? Of(TEvent occurred);
}
