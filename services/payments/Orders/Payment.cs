using Community.Money;
using Community.Platform.Http.Localization;

namespace Community.Payments.Orders;

/// <summary>One attempt to pay an order. Amounts are in the smallest unit of <see cref="Currency"/>.</summary>
internal sealed class Payment
{
    /// <summary>Also the idempotency key of the request for the provider's session.</summary>
    public required Guid Id { get; init; }

    public required Guid OrderId { get; init; }

    /// <summary>One of <see cref="PaymentMethods"/>.</summary>
    public required string Method { get; init; }

    /// <summary>One of <see cref="PaymentStatus"/>.</summary>
    public required string Status { get; set; }

    public required long Amount { get; set; }

    /// <summary>ISO 4217 in upper case, or <see cref="Ledger.Accounts.Credits"/>.</summary>
    public required string Currency { get; init; }

    /// <summary>The wallet that the credits came from.</summary>
    public Guid? WalletId { get; init; }

    /// <summary>
    /// The Idempotency-Key of the request that paid with credits, as derived by <c>IdempotencyKeyId</c>; null: it had none.
    /// </summary>
    public Guid? KeyId { get; init; }

    /// <summary>The language of mails to the buyer: one of <see cref="TextLanguage"/>; null: not known.</summary>
    public string? Language { get; init; }

    public string? SessionId { get; set; }

    public string? SessionUrl { get; set; }

    public string? SuccessUrl { get; init; }

    public string? CancelUrl { get; init; }

    public string? PaymentIntent { get; set; }

    /// <summary>The invoice, for a subscription's period.</summary>
    public string? InvoiceId { get; init; }

    /// <summary>The amount of refunds that were requested from the provider and are not yet confirmed.</summary>
    public long RefundingAmount { get; set; }

    /// <summary>The amount that has gone back, including disputed amounts.</summary>
    public long RefundedAmount { get; set; }

    /// <summary>The part of <see cref="RefundedAmount"/> that the buyer's bank took back.</summary>
    public long DisputedAmount { get; set; }

    /// <summary>
    /// The amount that the buyer's bank holds while a dispute is not decided. It is part of no other amount: the sale counts until the
    /// dispute is lost.
    /// </summary>
    public long DisputingAmount { get; set; }

    /// <summary>The order had been paid already: all of it goes back.</summary>
    public bool IsSurplus { get; set; }

    /// <summary>Why the last try failed, in the provider's code.</summary>
    public string? FailureCode { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SucceededAt { get; set; }

    /// <summary>How often the reconciler has asked the provider.</summary>
    public int Checks { get; set; }

    /// <summary>When the reconciler asks next; null: no more checks are needed.</summary>
    public DateTimeOffset? NextCheckAt { get; set; }

    /// <summary>The amount that can still go back.</summary>
    public long Remaining => Amount - RefundedAmount - RefundingAmount;

    /// <summary>A session that may still be paid.</summary>
    public bool IsOpen => Status is PaymentStatus.Creating or PaymentStatus.Pending;
}

internal static class PaymentMethods
{
    public const string Card = ChargeMethods.Card;
    public const string Alipay = ChargeMethods.Alipay;
    public const string WeChatPay = ChargeMethods.WeChatPay;
    public const string Credits = ChargeMethods.Credits;
}

internal static class PaymentStatus
{
    /// <summary>The provider is being asked for a session, and may have made one.</summary>
    public const string Creating = "creating";
    public const string Pending = "pending";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";

    /// <summary>A page that was replaced, withdrawn or has expired: nothing was charged, and nothing failed.</summary>
    public const string Closed = "closed";
}
