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
internal sealed record CloseSession(Guid PaymentId, string Code) : OrderCommand;

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

/// <summary>The buyer's bank took money back.</summary>
internal sealed record NoteDispute(Guid PaymentId, string ProviderId, long Amount) : OrderCommand;

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
