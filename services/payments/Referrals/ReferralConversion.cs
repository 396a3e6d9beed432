using Community.Payments.Data;
using Community.Payments.Orders;

namespace Community.Payments.Referrals;

/// <summary>Marks the buyer's referral for a check when money of an order arrives or goes back: credits are no money.</summary>
internal sealed class ReferralConversion(PaymentsDb db) : IWhenMoneyMoves
{
    public Task MovedAsync(Order order, DateTimeOffset now) => db.NoteMovedAsync(order.Id);
}
