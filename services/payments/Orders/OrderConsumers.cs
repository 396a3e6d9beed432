using Community.Contracts.Payments;
using Community.Payments.Data;
using MassTransit;

namespace Community.Payments.Orders;

internal sealed class WhenPaymentRequested(PaymentsDb db, OrderArrivals arrivals, TimeProvider clock) : IConsumer<PaymentRequested>
{
    public async Task Consume(ConsumeContext<PaymentRequested> context)
    {
        await OrderStore.OpenAsync(db, context.Message, clock.GetUtcNow());
        db.AfterCommit(() => arrivals.Arrived(context.Message.OrderId, context.Message.ProductId));
    }
}

internal sealed class WhenPaymentWithdrawn(OrderStore orders) : IConsumer<PaymentWithdrawn>
{
    public Task Consume(ConsumeContext<PaymentWithdrawn> context)
    {
        var withdrawn = context.Message;
        return orders.ApplyOrNoteAsync(withdrawn.OrderId, new Withdraw(withdrawn.Reason), withdrawn.Reason);
    }
}

internal sealed class WhenRefundRequested(OrderStore orders) : IConsumer<RefundRequested>
{
    public Task Consume(ConsumeContext<RefundRequested> context)
    {
        var asked = context.Message;
        return orders.ApplyOrNoteAsync(asked.OrderId, new AskRefund(asked.Reason, asked.AmountCents), asked.Reason);
    }
}

internal sealed class WhenOrderFulfilled(OrderStore orders) : IConsumer<OrderFulfilled>
{
    public Task Consume(ConsumeContext<OrderFulfilled> context) => orders.ApplyAsync(context.Message.OrderId, new Fulfil());
}
