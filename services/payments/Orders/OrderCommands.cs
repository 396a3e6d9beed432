namespace Community.Payments.Orders;

/// <summary>Something that happens to an order.</summary>
internal abstract record OrderCommand;

/// <summary>The provider, or a wallet, says that a payment arrived. Amount and currency are what arrived.</summary>
internal sealed record Pay(Guid PaymentId, long Amount, string? PaymentIntent = null) : OrderCommand;

/// <summary>The seller has handed over what was paid.</summary>
internal sealed record Fulfil : OrderCommand;

/// <summary>The seller takes the offer back.</summary>
internal sealed record Withdraw(string Reason) : OrderCommand;

/// <summary>The clock says that the offer is over.</summary>
internal sealed record Expire : OrderCommand;

/// <summary>A try failed; the buyer may try again on the same page.</summary>
internal sealed record NoteFailure(Guid PaymentId, string Code) : OrderCommand;

/// <summary>A payment that was under way failed for good.</summary>
internal sealed record FailPayment(Guid PaymentId, string Code) : OrderCommand;

/// <summary>A session can no longer be paid.</summary>
/// <param name="PaymentId">The payment whose session it was.</param>
/// <param name="Code">Why it failed; null: it was replaced, withdrawn or has run out.</param>
internal sealed record CloseSession(Guid PaymentId, string? Code = null) : OrderCommand;

/// <summary>Money is to go back.</summary>
/// <param name="Reason">Why, as a code.</param>
/// <param name="Amount">In what was paid; null: all that is left. More than is left means all that is left.</param>
internal sealed record AskRefund(string Reason, long? Amount = null) : OrderCommand;

/// <summary>The provider gave a refund of ours.</summary>
internal sealed record ConfirmRefund(Guid RefundId, string? ProviderId) : OrderCommand;

/// <summary>A refund of ours that the provider will not make: the money has gone back another way.</summary>
internal sealed record CancelRefund(Guid RefundId, string Reason) : OrderCommand;

/// <summary>Money went back without our asking: somebody refunded it at the provider.</summary>
internal sealed record NoteRefund(Guid PaymentId, string ProviderId, long Amount) : OrderCommand;

/// <summary>A refund did not reach the buyer: it failed, at once or after it had succeeded.</summary>
/// <param name="RefundId">Ours; null: known by the provider's id only.</param>
/// <param name="ProviderId">The provider's.</param>
/// <param name="Failure">Why, as a code.</param>
internal sealed record FailRefund(Guid? RefundId, string ProviderId, string Failure) : OrderCommand;

/// <summary>A refund that failed is about to be asked for again: from now on it cannot be settled another way.</summary>
internal sealed record RetryRefund(Guid RefundId) : OrderCommand;

/// <summary>A refund that no bank took is settled another way.</summary>
/// <param name="RefundId">Which.</param>
/// <param name="Way">One of <see cref="Refunds.RefundWay"/>.</param>
/// <param name="Note">An operator's.</param>
internal sealed record SettleRefund(Guid RefundId, string Way, string? Note = null) : OrderCommand;

/// <summary>How a dispute stands at the provider.</summary>
/// <param name="PaymentId">What is disputed.</param>
/// <param name="Dispute">As it stands.</param>
internal sealed record NoteDispute(Guid PaymentId, DisputeFacts Dispute) : OrderCommand;

/// <param name="Id">The provider's.</param>
/// <param name="ChargeId">The provider's charge.</param>
/// <param name="Amount">In the smallest unit of the currency.</param>
/// <param name="Currency">ISO 4217 in upper case.</param>
/// <param name="Reason">The bank's, as a code.</param>
/// <param name="Status">The provider's.</param>
/// <param name="IsWithdrawn">Whether the bank has the money.</param>
/// <param name="IsClosed">Whether it is decided for good.</param>
internal sealed record DisputeFacts(
    string Id, string? ChargeId, long Amount, string Currency, string? Reason, string Status, bool IsWithdrawn, bool IsClosed)
{
    /// <summary>The buyer keeps the money.</summary>
    public bool IsLost => Status == "lost";
}

/// <summary>What a command came to.</summary>
internal enum OrderOutcome
{
    Done,

    /// <summary>It had been done before: nothing changed.</summary>
    Repeated,

    /// <summary>There is no such order, payment or refund.</summary>
    NotFound,

    /// <summary>Nothing has been paid that could go back.</summary>
    NotPaid,
}
