using Community.Contracts.Payments;
using Community.Social.Data;
using Community.Social.Membership;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.PaidAccess;

internal sealed class WhenPaymentSucceeded(SocialDb db, MembershipStore memberships, TimeProvider clock) : IConsumer<PaymentSucceeded>
{
    public async Task Consume(ConsumeContext<PaymentSucceeded> context)
    {
        var paid = context.Message;
        if (
            paid.Purpose != AccessOrders.Purpose
            || await memberships.ApplyToOrderAsync(
                db,
                paid.OrderId,
                user => new PayOrder(user, paid.OrderId, paid.AmountCents, paid.Currency)
            )
        )
        {
            return;
        }

        // No order of this service has this id, so the money must be refunded.
        db.Publish(RefundRequested.OfUnknownOrder(paid, clock.GetUtcNow()));
    }
}

internal sealed class WhenPaymentFailed(SocialDb db, MembershipStore memberships) : IConsumer<PaymentFailed>
{
    public Task Consume(ConsumeContext<PaymentFailed> context) =>
        context.Message is { Purpose: AccessOrders.Purpose, OrderId: var order }
            ? memberships.ApplyToOrderAsync(db, order, user => new FailOrder(user, order, "payment_failed"))
            : Task.CompletedTask;
}

internal sealed class WhenOrderExpired(SocialDb db, MembershipStore memberships) : IConsumer<OrderExpired>
{
    public Task Consume(ConsumeContext<OrderExpired> context) =>
        context.Message is { Purpose: AccessOrders.Purpose, OrderId: var order }
            ? memberships.ApplyToOrderAsync(db, order, user => new FailOrder(user, order, "expired"))
            : Task.CompletedTask;
}

internal sealed class WhenPaymentRefunded(SocialDb db, MembershipStore memberships) : IConsumer<PaymentRefunded>
{
    public Task Consume(ConsumeContext<PaymentRefunded> context) =>
        context.Message is { Purpose: AccessOrders.Purpose, OrderId: var order } refunded
            ? memberships.ApplyToOrderAsync(db, order, user => new RefundOrder(user, order, refunded.AmountCents))
            : Task.CompletedTask;
}

internal static class AccessOrderConsumers
{
    /// <summary>Applies a command to the community of an order. False: there is no such order.</summary>
    public static async Task<bool> ApplyToOrderAsync(
        this MembershipStore memberships,
        SocialDb db,
        Guid orderId,
        Func<Guid, MembershipCommand> command
    )
    {
        if (await db.AccessOrders.AsNoTracking().SingleOrDefaultAsync(order => order.Id == orderId) is not { } order)
        {
            return false;
        }

        await memberships.ApplyAsync(db, order.CommunityId, command(order.UserId));
        return true;
    }
}
