namespace Community.Payments.Stripe;

// The parts of Stripe's objects that payments uses. Amounts are in Stripe's smallest unit (see Currencies), currencies three lower-case
// letters, times whole seconds in UTC. References hold an id, whether Stripe sent the id or the object.

/// <summary>A buyer.</summary>
/// <param name="Id"><c>cus_…</c></param>
internal sealed record StripeCustomer(string Id);

/// <summary>A hosted payment page.</summary>
/// <param name="Id"><c>cs_…</c></param>
/// <param name="Url">The page; null once it is complete or expired.</param>
/// <param name="Status"><c>open</c>, <c>complete</c> or <c>expired</c>.</param>
/// <param name="PaymentStatus">
/// <c>paid</c>, <c>unpaid</c> (also: complete, but the money is still on its way) or <c>no_payment_required</c>.
/// </param>
/// <param name="PaymentIntentId">In payment mode, once a payment was tried.</param>
/// <param name="SubscriptionId">In subscription mode, once paid.</param>
/// <param name="AmountTotal">The amount to be paid.</param>
/// <param name="Metadata">Ours.</param>
/// <param name="Mode"><see cref="CheckoutMode"/></param>
internal sealed record StripeCheckoutSession(
    string Id,
    string? Url,
    string Status,
    string PaymentStatus,
    string? PaymentIntentId,
    string? SubscriptionId,
    long? AmountTotal,
    IReadOnlyDictionary<string, string> Metadata,
    string Mode
);

/// <summary>One intended payment with its attempts.</summary>
/// <param name="Id"><c>pi_…</c></param>
/// <param name="LastPaymentErrorCode">Why the last attempt failed, such as <c>card_declined</c>.</param>
/// <param name="LastPaymentErrorDeclineCode">The issuer's reason, such as <c>insufficient_funds</c>.</param>
/// <param name="Metadata">Ours.</param>
internal sealed record StripePaymentIntent(
    string Id,
    string? LastPaymentErrorCode,
    string? LastPaymentErrorDeclineCode,
    IReadOnlyDictionary<string, string> Metadata
);

/// <summary>One attempt to move money.</summary>
/// <param name="Id"><c>ch_…</c> or <c>py_…</c></param>
/// <param name="PaymentIntentId">The payment that it was an attempt of.</param>
/// <param name="Amount">Charged, above 0.</param>
/// <param name="Paid">Whether it succeeded.</param>
/// <param name="Metadata">The payment intent's, as of the charge.</param>
internal sealed record StripeCharge(
    string Id,
    string? PaymentIntentId,
    long Amount,
    bool Paid,
    IReadOnlyDictionary<string, string> Metadata
);

/// <summary>Money on its way back.</summary>
/// <param name="Id"><c>re_…</c></param>
/// <param name="PaymentIntentId">The payment.</param>
/// <param name="ChargeId">The charge.</param>
/// <param name="Amount">Given back by this refund, above 0.</param>
/// <param name="Status"><c>pending</c>, <c>requires_action</c>, <c>succeeded</c>, <c>failed</c> or <c>canceled</c>.</param>
/// <param name="FailureReason">Why it failed.</param>
/// <param name="Metadata">Ours.</param>
internal sealed record StripeRefund(
    string Id,
    string? PaymentIntentId,
    string? ChargeId,
    long Amount,
    string? Status,
    string? FailureReason,
    IReadOnlyDictionary<string, string> Metadata
);

/// <summary>A buyer asked their bank for the money back.</summary>
/// <param name="Id"><c>du_…</c> or <c>dp_…</c></param>
/// <param name="ChargeId">The disputed charge.</param>
/// <param name="PaymentIntentId">The disputed payment.</param>
/// <param name="Amount">Disputed, often but not always the whole charge; above 0.</param>
/// <param name="Currency">The currency of the amount.</param>
/// <param name="Reason">Such as <c>fraudulent</c> or <c>product_not_received</c>.</param>
/// <param name="Status"><c>warning_needs_response</c>, <c>warning_under_review</c>, <c>warning_closed</c>, <c>needs_response</c>,
/// <c>under_review</c>, <c>won</c>, <c>lost</c> or <c>prevented</c>.</param>
/// <param name="Movements">The amounts it moved in the account's balance, gross, in order; null or none: not said.</param>
internal sealed record StripeDispute(
    string Id,
    string? ChargeId,
    string? PaymentIntentId,
    long Amount,
    string Currency,
    string? Reason,
    string Status,
    IReadOnlyList<long>? Movements = null
)
{
    /// <summary>
    /// Whether the bank has the money: an inquiry takes none, and a dispute that was won has given it back. The movements decide; without
    /// them, the status.
    /// </summary>
    public bool IsWithdrawn =>
        Movements is { Count: > 0 } movements ? movements.Sum() < 0 : Status is "needs_response" or "under_review" or "lost";

    /// <summary>Whether it is decided for good.</summary>
    public bool IsClosed => Status is "won" or "lost" or "warning_closed" or "prevented";
}

/// <summary>A monthly payment. Ours have one item.</summary>
/// <param name="Id"><c>sub_…</c></param>
/// <param name="Status"><c>incomplete</c>, <c>incomplete_expired</c>, <c>trialing</c>, <c>active</c>, <c>past_due</c>, <c>canceled</c>,
/// <c>unpaid</c> or <c>paused</c>.</param>
/// <param name="CancelAtPeriodEnd">Whether it ends with the period that is paid.</param>
/// <param name="CurrentPeriodStart">The start of the period that is paid or due.</param>
/// <param name="CurrentPeriodEnd">Its end.</param>
/// <param name="ItemId"><c>si_…</c>, needed to change the price.</param>
/// <param name="PriceId">The price.</param>
/// <param name="PriceLookupKey">Our own name for it.</param>
/// <param name="Metadata">Ours.</param>
/// <param name="LatestInvoiceId">The last invoice.</param>
/// <param name="EndedAt">When it ended.</param>
internal sealed record StripeSubscription(
    string Id,
    string Status,
    bool CancelAtPeriodEnd,
    DateTimeOffset? CurrentPeriodStart,
    DateTimeOffset? CurrentPeriodEnd,
    string? ItemId,
    string? PriceId,
    string? PriceLookupKey,
    IReadOnlyDictionary<string, string> Metadata,
    string? LatestInvoiceId,
    DateTimeOffset? EndedAt
);

/// <summary>A bill of a subscription.</summary>
/// <param name="Id"><c>in_…</c></param>
/// <param name="SubscriptionId">The subscription; null for an invoice of another kind.</param>
/// <param name="Status"><c>draft</c>, <c>open</c>, <c>paid</c>, <c>uncollectible</c> or <c>void</c>.</param>
/// <param name="AmountPaid">The paid amount.</param>
/// <param name="Currency">The currency of the amount.</param>
/// <param name="PaymentIntentId">The payment that paid it, or is to pay it. Null for an invoice of nothing, and in webhooks and lists: only
/// <see cref="IStripe.GetInvoiceAsync"/> knows it.</param>
/// <param name="PeriodEnd">Until when the billed price is paid, from its line; an invoice's own <c>period_end</c> looks back.</param>
/// <param name="SubscriptionMetadata">The subscription's metadata, as of the invoice.</param>
/// <param name="LinePriceId">The billed price.</param>
internal sealed record StripeInvoice(
    string Id,
    string? SubscriptionId,
    string? Status,
    long AmountPaid,
    string Currency,
    string? PaymentIntentId,
    DateTimeOffset? PeriodEnd,
    IReadOnlyDictionary<string, string> SubscriptionMetadata,
    string? LinePriceId
);

/// <summary>A product on sale.</summary>
/// <param name="Id"><c>prod_…</c></param>
internal sealed record StripeProduct(string Id);

/// <summary>A price of a product.</summary>
/// <param name="Id"><c>price_…</c></param>
/// <param name="ProductId">The product.</param>
/// <param name="LookupKey">Our own name for it, which moves on to a new price when the price changes.</param>
/// <param name="UnitAmount">The price of one; null for prices of another scheme.</param>
/// <param name="Currency">The currency of the amount.</param>
/// <param name="Metadata">Ours.</param>
internal sealed record StripePrice(
    string Id,
    string? ProductId,
    string? LookupKey,
    long? UnitAmount,
    string Currency,
    IReadOnlyDictionary<string, string> Metadata
);

/// <summary>One movement of the account's balance.</summary>
/// <param name="Id"><c>txn_…</c></param>
/// <param name="Type">Such as <c>charge</c>, <c>payment</c>, <c>refund</c>, <c>payment_refund</c>, <c>adjustment</c>, <c>stripe_fee</c>,
/// <c>payout</c>.</param>
/// <param name="Amount">Gross; negative if it left.</param>
/// <param name="Currency">Of the balance, which may differ from the charge's.</param>
internal sealed record StripeBalanceTransaction(string Id, string Type, long Amount, string Currency);
