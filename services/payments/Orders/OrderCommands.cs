namespace Community.Payments.Orders;

/// <summary>A command to an order.</summary>
internal abstract record OrderCommand;

/// <summary>The provider, or a wallet, reports that a payment arrived. Amount and currency are those that arrived.</summary>
internal sealed record Pay(Guid PaymentId, long Amount, string? PaymentIntent = null) : OrderCommand;

/// <summary>The seller has handed over the goods.</summary>
internal sealed record Fulfil : OrderCommand;

/// <summary>The seller withdraws the offer.</summary>
internal sealed record Withdraw(string Reason) : OrderCommand;

/// <summary>The time of the offer is over.</summary>
internal sealed record Expire : OrderCommand;

/// <summary>A try failed; the buyer may try again on the same page.</summary>
internal sealed record NoteFailure(Guid PaymentId, string Code) : OrderCommand;

/// <summary>A payment that was under way failed for good.</summary>
internal sealed record FailPayment(Guid PaymentId, string Code) : OrderCommand;

/// <summary>A session can no longer be paid.</summary>
/// <param name="PaymentId">The payment whose session it was.</param>
/// <param name="Code">Why it failed; null: it was replaced, withdrawn or has expired.</param>
internal sealed record CloseSession(Guid PaymentId, string? Code = null) : OrderCommand;

/// <summary>A request for a refund.</summary>
/// <param name="Reason">Why, as a code.</param>
/// <param name="Amount">In the unit of the payment; null: all that is left. More than is left means all that is left.</param>
internal sealed record AskRefund(string Reason, long? Amount = null) : OrderCommand;

/// <summary>The provider made a refund that we asked for.</summary>
internal sealed record ConfirmRefund(Guid RefundId, string? ProviderId) : OrderCommand;

/// <summary>The provider will not make a refund that we asked for: the money has gone back another way.</summary>
internal sealed record CancelRefund(Guid RefundId, string Reason) : OrderCommand;

/// <summary>Money went back although we did not ask for it: it was refunded at the provider.</summary>
internal sealed record NoteRefund(Guid PaymentId, string ProviderId, long Amount) : OrderCommand;

/// <summary>A refund of ours is under way at the provider.</summary>
/// <param name="RefundId">Our id.</param>
/// <param name="ProviderId">The provider's id.</param>
internal sealed record NotePending(Guid RefundId, string ProviderId) : OrderCommand;

/// <summary>A refund did not reach the buyer: it failed, at once or after it had succeeded.</summary>
/// <param name="RefundId">Our id; null: only the provider's id is known.</param>
/// <param name="ProviderId">The provider's id.</param>
/// <param name="Failure">Why, as a code.</param>
internal sealed record FailRefund(Guid? RefundId, string ProviderId, string Failure) : OrderCommand;

/// <summary>A refund that failed is about to be requested again: from now on it cannot be settled another way.</summary>
internal sealed record RetryRefund(Guid RefundId) : OrderCommand;

/// <summary>A refund that no bank took is settled another way.</summary>
/// <param name="RefundId">The refund.</param>
/// <param name="Way">One of <see cref="Refunds.RefundWay"/>.</param>
/// <param name="Note">An operator's note.</param>
internal sealed record SettleRefund(Guid RefundId, string Way, string? Note = null) : OrderCommand;

/// <summary>The present state of a dispute at the provider.</summary>
/// <param name="PaymentId">The disputed payment.</param>
/// <param name="Dispute">Its state.</param>
internal sealed record NoteDispute(Guid PaymentId, DisputeFacts Dispute) : OrderCommand;

/// <summary>The state of a dispute.</summary>
/// <param name="Id">The provider's id.</param>
/// <param name="ChargeId">The provider's id of the charge.</param>
/// <param name="Amount">In the smallest unit of the currency.</param>
/// <param name="Currency">ISO 4217 in upper case.</param>
/// <param name="Reason">The bank's reason, as a code.</param>
/// <param name="Status">The provider's status.</param>
/// <param name="IsWithdrawn">Whether the bank has the money.</param>
/// <param name="IsClosed">Whether it is decided for good.</param>
internal sealed record DisputeFacts(
    string Id,
    string? ChargeId,
    long Amount,
    string Currency,
    string? Reason,
    string Status,
    bool IsWithdrawn,
    bool IsClosed
)
{
    /// <summary>The buyer keeps the money.</summary>
    public bool IsLost => Status == "lost";
}

/// <summary>An order to open.</summary>
/// <param name="UserId">The buyer.</param>
/// <param name="Purpose">The kind of goods.</param>
/// <param name="ReferenceId">The id of the goods.</param>
/// <param name="Description">The text for the buyer.</param>
/// <param name="AmountCents">In the currency's smallest unit.</param>
/// <param name="Currency">ISO 4217 in upper case.</param>
/// <param name="PriceCredits">The price in credits, if credits are accepted.</param>
/// <param name="OpenFor">How long the offer is open.</param>
internal sealed record NewOrder(
    Guid UserId,
    string Purpose,
    Guid ReferenceId,
    string Description,
    long AmountCents,
    string Currency,
    long? PriceCredits,
    TimeSpan OpenFor
);

internal enum OrderOutcome
{
    Done,

    /// <summary>It was applied before: nothing changed.</summary>
    Repeated,

    /// <summary>There is no such order, payment or refund.</summary>
    NotFound,

    /// <summary>There is no payment that could be refunded.</summary>
    NotPaid,
}
