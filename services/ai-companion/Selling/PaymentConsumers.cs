using Community.Companion.Data;
using Community.Contracts.Payments;
using MassTransit;

namespace Community.Companion.Selling;

internal sealed class WhenPaymentSucceeded(CompanionDb db, Sales sales) : IConsumer<PaymentSucceeded>
{
    public async Task Consume(ConsumeContext<PaymentSucceeded> context)
    {
        if (sales.Sells(context.Message.Purpose))
        {
            await sales.PayAsync(context.Message);
            await db.SaveChangesAsync();
        }
    }
}

internal sealed class WhenPaymentFailed(CompanionDb db, Sales sales) : IConsumer<PaymentFailed>
{
    public async Task Consume(ConsumeContext<PaymentFailed> context)
    {
        if (sales.Sells(context.Message.Purpose))
        {
            await sales.EndAsync(context.Message.OrderId, "payment_failed");
            await db.SaveChangesAsync();
        }
    }
}

internal sealed class WhenOrderExpired(CompanionDb db, Sales sales) : IConsumer<OrderExpired>
{
    public async Task Consume(ConsumeContext<OrderExpired> context)
    {
        if (sales.Sells(context.Message.Purpose))
        {
            await sales.EndAsync(context.Message.OrderId, "expired");
            await db.SaveChangesAsync();
        }
    }
}

internal sealed class WhenPaymentRefunded(CompanionDb db, Sales sales) : IConsumer<PaymentRefunded>
{
    public async Task Consume(ConsumeContext<PaymentRefunded> context)
    {
        if (sales.Sells(context.Message.Purpose))
        {
            await sales.RefundAsync(context.Message);
            await db.SaveChangesAsync();
        }
    }
}
