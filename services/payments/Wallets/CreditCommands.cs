using Community.Payments.Orders;

namespace Community.Payments.Wallets;

/// <summary>A payment with credits.</summary>
/// <param name="OrderId">The order to pay.</param>
/// <param name="KeyId">The request's Idempotency-Key (<c>IdempotencyKeyId</c>); null: it has none.</param>
/// <param name="Language">The language of mails to the buyer; null: not known.</param>
internal sealed record CreditCommand(Guid OrderId, Guid? KeyId = null, string? Language = null);

/// <summary>The outcome of a payment with credits.</summary>
internal enum CreditOutcome
{
    Paid,
    NotFound,
    AlreadyPaid,
    NotOpen,

    /// <summary>The order has no price in credits.</summary>
    NotForCredits,

    Insufficient,

    /// <summary>A payment page is open for it; it must be closed first.</summary>
    SessionOpen,
}

/// <summary>The result of a payment with credits.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Order">The order, afterwards.</param>
/// <param name="Payment">The payment that was made; or the open page.</param>
/// <param name="Balance">The credits that are left.</param>
internal sealed record CreditResult(CreditOutcome Outcome, Order? Order = null, Payment? Payment = null, long Balance = 0);
