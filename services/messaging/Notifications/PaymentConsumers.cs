using Community.Contracts.Payments;
using Community.Messaging.Sync;
using Community.Messaging.Webhooks;

namespace Community.Messaging.Notifications;

internal sealed class WhenPaymentSucceeded(Notifier notifier, WebhookEvents webhooks) : NotificationConsumer<PaymentSucceeded>(notifier)
{
    protected override Task LogAsync(PaymentSucceeded occurred) => webhooks.AddAsync(occurred);

    protected override (Notification, Guid)? Of(PaymentSucceeded paid) =>
        (OrderNotifications.Of(paid.OrderId, paid.OrderId, "paid", paid.AmountCents, paid.Currency, paid.Description), paid.UserId);
}

internal sealed class WhenPaymentFailed(Notifier notifier) : NotificationConsumer<PaymentFailed>(notifier)
{
    protected override (Notification, Guid)? Of(PaymentFailed failed) =>
        (
            OrderNotifications.Of(failed.OrderId, failed.EventId, "failed", failed.AmountCents, failed.Currency, failed.Description),
            failed.UserId
        );
}

internal sealed class WhenPaymentRefunded(Notifier notifier, WebhookEvents webhooks) : NotificationConsumer<PaymentRefunded>(notifier)
{
    protected override Task LogAsync(PaymentRefunded occurred) => webhooks.AddAsync(occurred);

    protected override (Notification, Guid)? Of(PaymentRefunded refunded) =>
        (
            OrderNotifications.Of(
                refunded.OrderId,
                refunded.EventId,
                "refunded",
                refunded.AmountCents,
                refunded.Currency,
                refunded.Description
            ),
            refunded.UserId
        );
}

internal static class OrderNotifications
{
    /// <summary>Changes of one order are separate notifications: paid and refunded are two things.</summary>
    public static Notification Of(Guid orderId, Guid factId, string detail, long? amountCents, string? currency, string? thing) =>
        Notification.Of(NotificationKind.Payment, factId, TargetType.Order, orderId, detail) with
        {
            Facts = new()
            {
                AmountCents = amountCents,
                Currency = currency,
                Thing = thing,
            },
        };
}

internal sealed class WhenSubscriptionChanged(Notifier notifier, SyncEntries log) : NotificationConsumer<SubscriptionChanged>(notifier)
{
    protected override Task LogAsync(SubscriptionChanged occurred) => log.WriteAsync(occurred);

    protected override (Notification, Guid)? Of(SubscriptionChanged changed) =>
        (
            Notification.Of(
                NotificationKind.Payment,
                changed.EventId,
                TargetType.Subscription,
                detail: $"{changed.Plan} ({changed.Status})"
            ) with
            {
                GroupedBy = changed.UserId,
            },
            changed.UserId
        );
}

internal sealed class WhenReferralConverted(Notifier notifier) : NotificationConsumer<ReferralConverted>(notifier)
{
    protected override (Notification, Guid)? Of(ReferralConverted converted) =>
        (Notification.Of(NotificationKind.Payment, converted.ReferralId, TargetType.Account, detail: "referral"), converted.ReferrerId);
}
