using Community.Contracts.Payments;
using MassTransit;

namespace Community.Messaging.Notifications;

internal sealed class WhenPaymentSucceeded(Notifier notifier) : IConsumer<PaymentSucceeded>
{
    public Task Consume(ConsumeContext<PaymentSucceeded> context)
    {
        var paid = context.Message;
        return notifier.TellOfOrderAsync(
            paid.UserId, paid.OrderId, paid.OrderId, "paid", new() { AmountCents = paid.AmountCents, Currency = paid.Currency, Thing = paid.Description });
    }
}

internal sealed class WhenPaymentFailed(Notifier notifier) : IConsumer<PaymentFailed>
{
    public Task Consume(ConsumeContext<PaymentFailed> context)
    {
        var failed = context.Message;
        return notifier.TellOfOrderAsync(
            failed.UserId, failed.OrderId, failed.EventId, "failed", new() { AmountCents = failed.AmountCents, Currency = failed.Currency, Thing = failed.Description });
    }
}

internal sealed class WhenPaymentRefunded(Notifier notifier) : IConsumer<PaymentRefunded>
{
    public Task Consume(ConsumeContext<PaymentRefunded> context)
    {
        var refunded = context.Message;
        return notifier.TellOfOrderAsync(
            refunded.UserId, refunded.OrderId, refunded.EventId, "refunded",
            new() { AmountCents = refunded.AmountCents, Currency = refunded.Currency, Thing = refunded.Description });
    }
}

internal static class OrderNotifications
{
    public static Task TellOfOrderAsync(this Notifier notifier, Guid userId, Guid orderId, Guid factId, string detail, NotificationFacts facts) => notifier.TellAsync(
        new()
        {
            Kind = NotificationKind.Payment,
            FactId = factId,
            // Changes of one order are separate notifications: paid and refunded are two things.
            GroupedBy = factId,
            TargetType = TargetType.Order,
            TargetId = orderId,
            Detail = detail,
            Facts = facts,
        },
        userId);
}

internal sealed class WhenSubscriptionChanged(Notifier notifier) : IConsumer<SubscriptionChanged>
{
    public Task Consume(ConsumeContext<SubscriptionChanged> context)
    {
        var changed = context.Message;
        return notifier.TellAsync(
            new()
            {
                Kind = NotificationKind.Payment,
                FactId = changed.EventId,
                GroupedBy = changed.UserId,
                TargetType = TargetType.Subscription,
                Detail = $"{changed.Plan} ({changed.Status})",
            },
            changed.UserId);
    }
}

internal sealed class WhenReferralConverted(Notifier notifier) : IConsumer<ReferralConverted>
{
    public Task Consume(ConsumeContext<ReferralConverted> context)
    {
        var converted = context.Message;
        return notifier.TellAsync(
            new()
            {
                Kind = NotificationKind.Payment,
                FactId = converted.ReferralId,
                GroupedBy = converted.ReferralId,
                TargetType = TargetType.Account,
                Detail = "referral",
            },
            converted.ReferrerId);
    }
}
