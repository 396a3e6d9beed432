using Community.Contracts.Payments;
using Community.Payments.Data;
using MassTransit;

namespace Community.Payments.Orders;

internal sealed class WhenPaymentRequested(PaymentsDb db, OrderArrivals arrivals, TimeProvider clock) : IConsumer<PaymentRequested>
{
    public async Task Consume(ConsumeContext<PaymentRequested> context)
    {
        await db.OpenAsync(context.Message, clock.GetUtcNow());
        db.AfterCommit(() => arrivals.Arrived(context.Message.OrderId, context.Message.ProductId));
    }
}

internal sealed class WhenPaymentWithdrawn(PaymentsDb db, OrderStore orders, TimeProvider clock) : IConsumer<PaymentWithdrawn>
{
    public async Task Consume(ConsumeContext<PaymentWithdrawn> context)
    {
        var withdrawn = context.Message;
        await orders.ApplyOrNoteAsync(db, withdrawn.OrderId, new Withdraw(withdrawn.Reason), withdrawn.Reason, clock.GetUtcNow());
    }
}

internal sealed class WhenRefundRequested(PaymentsDb db, OrderStore orders, TimeProvider clock) : IConsumer<RefundRequested>
{
    public async Task Consume(ConsumeContext<RefundRequested> context)
    {
        var asked = context.Message;
        await orders.ApplyOrNoteAsync(db, asked.OrderId, new AskRefund(asked.Reason, asked.AmountCents), asked.Reason, clock.GetUtcNow());
    }
}

internal sealed class WhenOrderFulfilled(OrderStore orders) : IConsumer<OrderFulfilled>
{
    public Task Consume(ConsumeContext<OrderFulfilled> context) => orders.ApplyAsync(context.Message.OrderId, new Fulfil());
}

internal static class OrderConsumers
{
    public static void AddOrderConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenPaymentRequested>();
        bus.AddConsumer<WhenPaymentWithdrawn>();
        bus.AddConsumer<WhenRefundRequested>();
        bus.AddConsumer<WhenOrderFulfilled>();
    }

    /// <summary>Applies a command that withdraws an offer. If the order is not known yet, the withdrawal is stored.</summary>
    public static async Task ApplyOrNoteAsync(
        this OrderStore orders,
        PaymentsDb db,
        Guid orderId,
        OrderCommand command,
        string reason,
        DateTimeOffset now
    )
    {
        if (await orders.ApplyAsync(orderId, command) != OrderOutcome.NotFound)
        {
            return;
        }

        // The request may arrive at this moment: of the two transactions, the second one sees the first.
        await db.LockIdAsync(orderId);
        if (await orders.ApplyAsync(orderId, command) == OrderOutcome.NotFound)
        {
            await db.NoteEarlyWithdrawalAsync(orderId, reason, now);
        }
    }
}
