using Community.Payments.Ledger;
using Community.Payments.Orders;

namespace Community.Payments.Wallets;

/// <summary>The rules of a payment with credits; no input or output. The state is the locked wallet and the order.</summary>
internal static class Credits
{
    /// <summary>Pays one order, if possible, under the locks of its wallet and its own; the caller writes the state.</summary>
    /// <param name="state">The order; null: there is none.</param>
    /// <param name="userId">The buyer.</param>
    /// <param name="walletId">The buyer's wallet.</param>
    /// <param name="balance">The credits in it, before.</param>
    /// <param name="now">The time of the payment.</param>
    /// <param name="keyId">
    /// Recognizes a repeat: an order that was paid under the same key is answered as paid now, not as "already paid".
    /// </param>
    /// <param name="language">The language of mails to the buyer; null: not known.</param>
    public static CreditResult Pay(
        OrderState? state,
        Guid userId,
        Guid walletId,
        long balance,
        DateTimeOffset now,
        Guid? keyId = null,
        string? language = null
    )
    {
        if (state is null || state.Order.UserId != userId)
        {
            return new(CreditOutcome.NotFound, Balance: balance);
        }

        if (
            keyId is not null
            && state.Payments.FirstOrDefault(paid => paid.KeyId == keyId && paid.Status == PaymentStatus.Succeeded) is { } before
        )
        {
            return new(CreditOutcome.Paid, state.Order, before, balance);
        }

        if (Refusal(state, balance, now) is { } refusal)
        {
            return new(refusal, state.Order, state.Payments.FirstOrDefault(payment => payment.IsOpen), balance);
        }

        var price = state.Order.PriceCredits!.Value;
        var payment = new Payment
        {
            Id = Guid.CreateVersion7(now),
            OrderId = state.Order.Id,
            Method = PaymentMethods.Credits,
            Status = PaymentStatus.Creating,
            Amount = price,
            Currency = Accounts.Credits,
            WalletId = walletId,
            KeyId = keyId,
            Language = language,
            CreatedAt = now,
        };
        state.Add(payment);
        OrderState.Apply(state, new Pay(payment.Id, price), now);
        return new(CreditOutcome.Paid, state.Order, payment, balance - price);
    }

    private static CreditOutcome? Refusal(OrderState state, long balance, DateTimeOffset now) =>
        state.Order switch
        {
            { PaidAt: not null } => CreditOutcome.AlreadyPaid,
            { Status: not OrderStatus.Open } => CreditOutcome.NotOpen,
            var order when order.ExpiresAt <= now => CreditOutcome.NotOpen,
            { PriceCredits: null } => CreditOutcome.NotForCredits,
            var order when order.PriceCredits > balance => CreditOutcome.Insufficient,
            _ when state.Payments.Any(payment => payment.IsOpen) => CreditOutcome.SessionOpen,
            _ => null,
        };
}
