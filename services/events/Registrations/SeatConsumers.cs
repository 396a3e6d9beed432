using Community.Contracts.Payments;
using Community.Events.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Registrations;

internal sealed class WhenPaymentSucceeded(EventsDb db, SeatStore seats, TimeProvider clock) : IConsumer<PaymentSucceeded>
{
    public async Task Consume(ConsumeContext<PaymentSucceeded> context)
    {
        var paid = context.Message;
        if (
            paid.Purpose != Seats.Purpose
            || await seats.ApplyToOrderAsync(db, paid.OrderId, new PayOrder(paid.OrderId, paid.AmountCents, paid.Currency))
        )
        {
            return;
        }

        // No registration has this order, so the money must be refunded.
        db.Publish(RefundRequested.OfUnknownOrder(paid, clock.GetUtcNow()));
    }
}

internal sealed class WhenPaymentFailed(EventsDb db, SeatStore seats) : IConsumer<PaymentFailed>
{
    public Task Consume(ConsumeContext<PaymentFailed> context) =>
        context.Message.Purpose == Seats.Purpose
            ? seats.ApplyToOrderAsync(db, context.Message.OrderId, new FailOrder(context.Message.OrderId, Expired: false))
            : Task.CompletedTask;
}

internal sealed class WhenOrderExpired(EventsDb db, SeatStore seats) : IConsumer<OrderExpired>
{
    public Task Consume(ConsumeContext<OrderExpired> context) =>
        context.Message.Purpose == Seats.Purpose
            ? seats.ApplyToOrderAsync(db, context.Message.OrderId, new FailOrder(context.Message.OrderId, Expired: true))
            : Task.CompletedTask;
}

internal sealed class WhenPaymentRefunded(EventsDb db, SeatStore seats) : IConsumer<PaymentRefunded>
{
    public Task Consume(ConsumeContext<PaymentRefunded> context) =>
        context.Message.Purpose == Seats.Purpose
            ? seats.ApplyToOrderAsync(db, context.Message.OrderId, new RefundOrder(context.Message.OrderId, context.Message.AmountCents))
            : Task.CompletedTask;
}

internal static class SeatConsumers
{
    /// <summary>Applies a command to the event of an order. False: no registration has this order.</summary>
    public static async Task<bool> ApplyToOrderAsync(this SeatStore seats, EventsDb db, Guid orderId, SeatCommand command)
    {
        var eventId = await db.Registrations.Where(r => r.OrderId == orderId).Select(r => (Guid?)r.EventId).SingleOrDefaultAsync();
        if (eventId is null)
        {
            return false;
        }

        await seats.ApplyAsync(db, eventId.Value, command);
        return true;
    }
}
