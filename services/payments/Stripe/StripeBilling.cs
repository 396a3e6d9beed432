using System.Text.Json;

namespace Community.Payments.Stripe;

// The two objects that changed places in 2025-03-31.basil; what an endpoint of an older version sends is read as well.

/// <summary>What is paid every month. Ours have one item.</summary>
/// <param name="Id"><c>sub_…</c></param>
/// <param name="CustomerId">Who pays.</param>
/// <param name="Status"><c>incomplete</c>, <c>incomplete_expired</c>, <c>trialing</c>, <c>active</c>, <c>past_due</c>, <c>canceled</c>,
/// <c>unpaid</c> or <c>paused</c>.</param>
/// <param name="CancelAtPeriodEnd">Whether it ends with the period that is paid.</param>
/// <param name="CancelAt">When it will end by itself, if it will.</param>
/// <param name="CurrentPeriodStart">The period that is paid or due.</param>
/// <param name="CurrentPeriodEnd">Its end.</param>
/// <param name="ItemId"><c>si_…</c>, needed to change the price.</param>
/// <param name="PriceId">What is paid.</param>
/// <param name="PriceLookupKey">Our own name for that.</param>
/// <param name="Metadata">Ours.</param>
/// <param name="LatestInvoiceId">The last invoice.</param>
/// <param name="CanceledAt">When the end was decided.</param>
/// <param name="EndedAt">When it ended.</param>
internal sealed record StripeSubscription(
    string Id,
    string? CustomerId,
    string Status,
    bool CancelAtPeriodEnd,
    DateTimeOffset? CancelAt,
    DateTimeOffset? CurrentPeriodStart,
    DateTimeOffset? CurrentPeriodEnd,
    string? ItemId,
    string? PriceId,
    string? PriceLookupKey,
    IReadOnlyDictionary<string, string> Metadata,
    string? LatestInvoiceId,
    DateTimeOffset? CanceledAt,
    DateTimeOffset? EndedAt) : IStripeObject<StripeSubscription>
{
    public static string Kind => "subscription";

    public static StripeSubscription Read(JsonElement json)
    {
        var item = json.Items("items").FirstOrDefault();
        return new(
            json.NeededText("id"),
            json.Reference("customer"),
            json.NeededText("status"),
            json.Flag("cancel_at_period_end"),
            json.Time("cancel_at"),
            item.Time("current_period_start") ?? json.Time("current_period_start"),
            item.Time("current_period_end") ?? json.Time("current_period_end"),
            item.Text("id"),
            item.Reference("price"),
            item.Find("price")?.Text("lookup_key"),
            json.Metadata(),
            json.Reference("latest_invoice"),
            json.Time("canceled_at"),
            json.Time("ended_at"));
    }
}

/// <summary>A bill of a subscription.</summary>
/// <param name="Id"><c>in_…</c></param>
/// <param name="CustomerId">Who pays.</param>
/// <param name="SubscriptionId">For which subscription; null for an invoice of another kind.</param>
/// <param name="Status"><c>draft</c>, <c>open</c>, <c>paid</c>, <c>uncollectible</c> or <c>void</c>.</param>
/// <param name="AmountDue">To be paid.</param>
/// <param name="AmountPaid">Paid.</param>
/// <param name="Currency">Of both.</param>
/// <param name="BillingReason">Such as <c>subscription_create</c>, <c>subscription_cycle</c>, <c>subscription_update</c>.</param>
/// <param name="PaymentIntentId">How it was or will be paid. Null for an invoice of nothing, and in webhooks since 2025-03-31.basil:
/// there only <see cref="StripeClient.GetInvoiceAsync"/> knows it.</param>
/// <param name="PeriodEnd">Until when what it bills is paid, from its line; an invoice's own <c>period_end</c> looks back.</param>
/// <param name="SubscriptionMetadata">The subscription's, as of the invoice.</param>
/// <param name="LineLookupKey">Our name of the price that is billed; null where Stripe sends the price's id alone.</param>
/// <param name="LinePriceId">The price that is billed.</param>
/// <param name="NextPaymentAttempt">After a failure: when Stripe tries again; null if it does not.</param>
internal sealed record StripeInvoice(
    string Id,
    string? CustomerId,
    string? SubscriptionId,
    string? Status,
    long AmountDue,
    long AmountPaid,
    string Currency,
    string? BillingReason,
    string? PaymentIntentId,
    DateTimeOffset? PeriodEnd,
    IReadOnlyDictionary<string, string> SubscriptionMetadata,
    string? LineLookupKey,
    string? LinePriceId,
    DateTimeOffset? NextPaymentAttempt) : IStripeObject<StripeInvoice>
{
    public static string Kind => "invoice";

    public static StripeInvoice Read(JsonElement json)
    {
        var line = MainLine(json);
        var details = json.Find("parent", "subscription_details") ?? json.Find("subscription_details");
        var price = line.Find("pricing", "price_details");
        return new(
            json.NeededText("id"),
            json.Reference("customer"),
            details?.Reference("subscription") ?? json.Reference("subscription") ?? SubscriptionOf(line),
            json.Text("status"),
            json.NeededNumber("amount_due"),
            json.NeededNumber("amount_paid"),
            json.NeededText("currency"),
            json.Text("billing_reason"),
            json.Reference("payment_intent") ?? PaymentOf(json),
            line.Find("period")?.Time("end") ?? json.Time("period_end"),
            (details?.Find("metadata")).Map(),
            price?.Find("price")?.Text("lookup_key") ?? line.Find("price")?.Text("lookup_key"),
            price?.Reference("price") ?? line.Reference("price"),
            json.Time("next_payment_attempt"));
    }

    // What was unused of an old price is a line of its own, negative; of a new price the line that costs most says what is paid.
    private static JsonElement MainLine(JsonElement json) =>
        json.Items("lines").OrderBy(IsProration).ThenByDescending(line => line.Number("amount")).FirstOrDefault();

    private static bool IsProration(JsonElement line) =>
        line.Flag("proration") || (Details(line) is { } details && details.Flag("proration"));

    private static string? SubscriptionOf(JsonElement line) => Details(line)?.Reference("subscription") ?? line.Reference("subscription");

    private static JsonElement? Details(JsonElement line) =>
        line.Find("parent", "subscription_item_details") ?? line.Find("parent", "invoice_item_details");

    // An invoice may have been tried with several payments: the one that paid it counts, else the one that is to pay it.
    private static string? PaymentOf(JsonElement json) => json.Items("payments")
        .OrderByDescending(payment => payment.Text("status") == "paid").ThenByDescending(payment => payment.Flag("is_default"))
        .Select(payment => payment.Find("payment")?.Reference("payment_intent")).FirstOrDefault(id => id is not null);
}
