using Community.Payments.Data;
using Community.Payments.Orders;

namespace Community.Payments.Referrals;

/// <summary>A conversion is a referred person's first payment of money: credits are no money, and nothing is none.</summary>
internal sealed class ReferralConversion(PaymentsDb db) : IAfterPayment
{
    public Task PaidAsync(Order order, Payment payment, DateTimeOffset now) =>
        order.UserId is { } buyer && payment is { Amount: > 0 } && payment.Method != PaymentMethods.Credits
            ? db.NotePaidAsync(buyer, now)
            : Task.CompletedTask;
}
