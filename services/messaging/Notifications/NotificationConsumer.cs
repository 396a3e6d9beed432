using Community.Contracts;
using MassTransit;

namespace Community.Messaging.Notifications;

/// <summary>A consumer that does nothing but notify one user of an integration event.</summary>
internal abstract class NotificationConsumer<TEvent>(Notifier notifier) : IConsumer<TEvent>
    where TEvent : class, IIntegrationEvent
{
    public Task Consume(ConsumeContext<TEvent> context) =>
        Of(context.Message) is var (notification, userId) ? notifier.TellAsync(notification, userId) : Task.CompletedTask;

    /// <summary>The notification and its receiver; null: no one is notified.</summary>
    protected abstract (Notification Notification, Guid UserId)? Of(TEvent occurred);
}
