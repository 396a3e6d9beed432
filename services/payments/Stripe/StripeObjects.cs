using System.Text.Json;

namespace Community.Payments.Stripe;

// What we use of Stripe's objects. Amounts are in Stripe's smallest unit (see Currencies), currencies three lower-case letters,
// times whole seconds in UTC. References hold an id, whether Stripe sent the id or the object.

/// <summary>A buyer.</summary>
/// <param name="Id"><c>cus_…</c></param>
/// <param name="Deleted">Whether it was deleted: then there is nothing else.</param>
/// <param name="Metadata">Ours.</param>
internal sealed record StripeCustomer(string Id, bool Deleted, IReadOnlyDictionary<string, string> Metadata) : IStripeObject<StripeCustomer>
{
    public static string Kind => "customer";

    /// <summary>Our user, from the metadata.</summary>
    public Guid? UserId => Guid.TryParse(Metadata.GetValueOrDefault(NewCustomer.UserIdKey), out var id) ? id : null;

    public static StripeCustomer Read(JsonElement json) => new(json.NeededText("id"), json.Flag("deleted"), json.Metadata());
}

/// <summary>A hosted payment page.</summary>
/// <param name="Id"><c>cs_…</c></param>
/// <param name="Url">The page; null once it is complete or expired.</param>
/// <param name="Status"><c>open</c>, <c>complete</c> or <c>expired</c>.</param>
/// <param name="PaymentStatus"><c>paid</c>, <c>unpaid</c> (also: complete, but the money is still on its way) or <c>no_payment_required</c>.</param>
/// <param name="PaymentIntentId">In payment mode, once somebody tried to pay.</param>
/// <param name="SubscriptionId">In subscription mode, once paid.</param>
/// <param name="CustomerId">The buyer, if known.</param>
/// <param name="AmountTotal">What is to be paid.</param>
/// <param name="Currency">Of that.</param>
/// <param name="ClientReferenceId">Ours.</param>
/// <param name="Metadata">Ours.</param>
/// <param name="ExpiresAt">When the page closes.</param>
/// <param name="Mode"><see cref="CheckoutMode"/></param>
internal sealed record StripeCheckoutSession(
    string Id,
    string? Url,
    string Status,
    string PaymentStatus,
    string? PaymentIntentId,
    string? SubscriptionId,
    string? CustomerId,
    long? AmountTotal,
    string? Currency,
    string? ClientReferenceId,
    IReadOnlyDictionary<string, string> Metadata,
    DateTimeOffset? ExpiresAt,
    string Mode) : IStripeObject<StripeCheckoutSession>
{
    public static string Kind => "checkout.session";

    public static StripeCheckoutSession Read(JsonElement json) => new(
        json.NeededText("id"),
        json.Text("url"),
        json.NeededText("status"),
        json.NeededText("payment_status"),
        json.Reference("payment_intent"),
        json.Reference("subscription"),
        json.Reference("customer"),
        json.Number("amount_total"),
        json.Text("currency"),
        json.Text("client_reference_id"),
        json.Metadata(),
        json.Time("expires_at"),
        json.NeededText("mode"));
}

/// <summary>One intended payment with its attempts.</summary>
/// <param name="Id"><c>pi_…</c></param>
/// <param name="Status"><c>requires_payment_method</c>, <c>requires_confirmation</c>, <c>requires_action</c>, <c>processing</c>,
/// <c>requires_capture</c>, <c>canceled</c> or <c>succeeded</c>.</param>
/// <param name="Amount">Intended.</param>
/// <param name="AmountReceived">Collected.</param>
/// <param name="Currency">Of both.</param>
/// <param name="CustomerId">The buyer, if known.</param>
/// <param name="LatestCharge">The id of the last attempt's charge.</param>
/// <param name="LastPaymentErrorCode">Why the last attempt failed, such as <c>card_declined</c>.</param>
/// <param name="LastPaymentErrorDeclineCode">The issuer's reason, such as <c>insufficient_funds</c>.</param>
/// <param name="Metadata">Ours.</param>
internal sealed record StripePaymentIntent(
    string Id,
    string Status,
    long Amount,
    long AmountReceived,
    string Currency,
    string? CustomerId,
    string? LatestCharge,
    string? LastPaymentErrorCode,
    string? LastPaymentErrorDeclineCode,
    IReadOnlyDictionary<string, string> Metadata) : IStripeObject<StripePaymentIntent>
{
    public static string Kind => "payment_intent";

    public static StripePaymentIntent Read(JsonElement json) => new(
        json.NeededText("id"),
        json.NeededText("status"),
        json.NeededNumber("amount"),
        json.Number("amount_received") ?? 0,
        json.NeededText("currency"),
        json.Reference("customer"),
        json.Reference("latest_charge"),
        json.Find("last_payment_error")?.Text("code"),
        json.Find("last_payment_error")?.Text("decline_code"),
        json.Metadata());
}

/// <summary>One attempt to move money.</summary>
/// <param name="Id"><c>ch_…</c> or <c>py_…</c></param>
/// <param name="PaymentIntentId">What it was an attempt of.</param>
/// <param name="Amount">Charged.</param>
/// <param name="AmountRefunded">Of that given back, by all refunds.</param>
/// <param name="Currency">Of both.</param>
/// <param name="Paid">Whether it succeeded.</param>
/// <param name="Status"><c>succeeded</c>, <c>pending</c> or <c>failed</c>.</param>
/// <param name="Disputed">Whether it has been disputed.</param>
/// <param name="Metadata">The payment intent's, as of the charge.</param>
/// <param name="PaymentMethodType">Such as <c>card</c>, <c>alipay</c>, <c>wechat_pay</c>.</param>
/// <param name="InvoiceId">Only in API versions before 2025-03-31.basil; see <see cref="StripeClient.FindInvoiceAsync"/>.</param>
/// <param name="CustomerId">The buyer, if known.</param>
/// <param name="FailureCode">Why it failed.</param>
/// <param name="BalanceTransactionId">How it changed the account's balance.</param>
internal sealed record StripeCharge(
    string Id,
    string? PaymentIntentId,
    long Amount,
    long AmountRefunded,
    string Currency,
    bool Paid,
    string Status,
    bool Disputed,
    IReadOnlyDictionary<string, string> Metadata,
    string? PaymentMethodType,
    string? InvoiceId,
    string? CustomerId,
    string? FailureCode,
    string? BalanceTransactionId) : IStripeObject<StripeCharge>
{
    public static string Kind => "charge";

    public static StripeCharge Read(JsonElement json) => new(
        json.NeededText("id"),
        json.Reference("payment_intent"),
        json.NeededNumber("amount"),
        json.NeededNumber("amount_refunded"),
        json.NeededText("currency"),
        json.Flag("paid"),
        json.NeededText("status"),
        json.Flag("disputed"),
        json.Metadata(),
        json.Find("payment_method_details")?.Text("type"),
        json.Reference("invoice"),
        json.Reference("customer"),
        json.Text("failure_code"),
        json.Reference("balance_transaction"));
}

/// <summary>Money on its way back.</summary>
/// <param name="Id"><c>re_…</c></param>
/// <param name="PaymentIntentId">Of what.</param>
/// <param name="ChargeId">Of what.</param>
/// <param name="Amount">Given back by this refund.</param>
/// <param name="Currency">Of that.</param>
/// <param name="Status"><c>pending</c>, <c>requires_action</c>, <c>succeeded</c>, <c>failed</c> or <c>canceled</c>.</param>
/// <param name="Reason"><see cref="RefundReason"/>, or <c>expired_uncaptured_charge</c>.</param>
/// <param name="FailureReason">Why it failed.</param>
/// <param name="Metadata">Ours.</param>
/// <param name="Created">When it was asked for.</param>
internal sealed record StripeRefund(
    string Id,
    string? PaymentIntentId,
    string? ChargeId,
    long Amount,
    string Currency,
    string? Status,
    string? Reason,
    string? FailureReason,
    IReadOnlyDictionary<string, string> Metadata,
    DateTimeOffset? Created) : IStripeObject<StripeRefund>
{
    public static string Kind => "refund";

    public static StripeRefund Read(JsonElement json) => new(
        json.NeededText("id"),
        json.Reference("payment_intent"),
        json.Reference("charge"),
        json.NeededNumber("amount"),
        json.NeededText("currency"),
        json.Text("status"),
        json.Text("reason"),
        json.Text("failure_reason"),
        json.Metadata(),
        json.Time("created"));
}

/// <summary>A buyer asked their bank for the money back.</summary>
/// <param name="Id"><c>du_…</c> or <c>dp_…</c></param>
/// <param name="ChargeId">What is disputed.</param>
/// <param name="PaymentIntentId">What is disputed.</param>
/// <param name="Amount">Disputed, often but not always the whole charge.</param>
/// <param name="Currency">Of that.</param>
/// <param name="Reason">Such as <c>fraudulent</c> or <c>product_not_received</c>.</param>
/// <param name="Status"><c>warning_needs_response</c>, <c>warning_under_review</c>, <c>warning_closed</c>, <c>needs_response</c>,
/// <c>under_review</c>, <c>won</c>, <c>lost</c> or <c>prevented</c>.</param>
/// <param name="Movements">What it moved in the account's balance, gross, in the order in which it did; null or none: not said.</param>
internal sealed record StripeDispute(
    string Id, string? ChargeId, string? PaymentIntentId, long Amount, string Currency, string? Reason, string Status, IReadOnlyList<long>? Movements = null)
    : IStripeObject<StripeDispute>
{
    public static string Kind => "dispute";

    /// <summary>Whether the bank has the money: an inquiry takes none, and what was won has come back. The balance says it, else the status.</summary>
    public bool IsWithdrawn => Movements is { Count: > 0 } movements ? movements.Sum() < 0 : Status is "needs_response" or "under_review" or "lost";

    /// <summary>Whether it is decided for good.</summary>
    public bool IsClosed => Status is "won" or "lost" or "warning_closed" or "prevented";

    public static StripeDispute Read(JsonElement json) => new(
        json.NeededText("id"),
        json.Reference("charge"),
        json.Reference("payment_intent"),
        json.NeededNumber("amount"),
        json.NeededText("currency"),
        json.Text("reason"),
        json.NeededText("status"),
        json.Find("balance_transactions") is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(entry => entry.Number("amount") ?? 0)]
            : null);
}

/// <summary>What is sold.</summary>
/// <param name="Id"><c>prod_…</c></param>
/// <param name="Name">As the buyer reads it.</param>
/// <param name="Active">Whether it can be bought.</param>
/// <param name="Metadata">Ours.</param>
internal sealed record StripeProduct(string Id, string Name, bool Active, IReadOnlyDictionary<string, string> Metadata)
    : IStripeObject<StripeProduct>
{
    public static string Kind => "product";

    public static StripeProduct Read(JsonElement json) =>
        new(json.NeededText("id"), json.NeededText("name"), json.Flag("active"), json.Metadata());
}

/// <summary>What it costs.</summary>
/// <param name="Id"><c>price_…</c></param>
/// <param name="ProductId">Of what.</param>
/// <param name="LookupKey">Our own name for it, which moves on to a new price when the price changes.</param>
/// <param name="UnitAmount">For one; null for prices of another scheme.</param>
/// <param name="Currency">Of that.</param>
/// <param name="Active">Whether it can be bought.</param>
/// <param name="Interval"><c>month</c>, <c>year</c>, …; null if it is paid once.</param>
/// <param name="Metadata">Ours.</param>
internal sealed record StripePrice(
    string Id,
    string? ProductId,
    string? LookupKey,
    long? UnitAmount,
    string Currency,
    bool Active,
    string? Interval,
    IReadOnlyDictionary<string, string> Metadata) : IStripeObject<StripePrice>
{
    public static string Kind => "price";

    public static StripePrice Read(JsonElement json) => new(
        json.NeededText("id"),
        json.Reference("product"),
        json.Text("lookup_key"),
        json.Number("unit_amount"),
        json.NeededText("currency"),
        json.Flag("active"),
        json.Find("recurring")?.Text("interval"),
        json.Metadata());
}

/// <summary>One movement of the account's balance.</summary>
/// <param name="Id"><c>txn_…</c></param>
/// <param name="Type">Such as <c>charge</c>, <c>payment</c>, <c>refund</c>, <c>payment_refund</c>, <c>adjustment</c>, <c>stripe_fee</c>,
/// <c>payout</c>.</param>
/// <param name="ReportingCategory">The same, as reports group it: such as <c>charge</c>, <c>refund</c>, <c>dispute</c>, <c>fee</c>.</param>
/// <param name="SourceId">What it belongs to: a charge, refund, dispute, payout.</param>
/// <param name="Amount">Gross; negative if it left.</param>
/// <param name="Fee">Stripe's part of it.</param>
/// <param name="Net">Amount less fee.</param>
/// <param name="Currency">Of the balance, which may differ from the charge's.</param>
/// <param name="Created">When.</param>
/// <param name="Status"><c>available</c> or <c>pending</c>.</param>
internal sealed record StripeBalanceTransaction(
    string Id,
    string Type,
    string? ReportingCategory,
    string? SourceId,
    long Amount,
    long Fee,
    long Net,
    string Currency,
    DateTimeOffset Created,
    string? Status) : IStripeObject<StripeBalanceTransaction>
{
    public static string Kind => "balance_transaction";

    public static StripeBalanceTransaction Read(JsonElement json) => new(
        json.NeededText("id"),
        json.NeededText("type"),
        json.Text("reporting_category"),
        json.Reference("source"),
        json.NeededNumber("amount"),
        json.NeededNumber("fee"),
        json.NeededNumber("net"),
        json.NeededText("currency"),
        json.NeededTime("created"),
        json.Text("status"));
}
