using Stripe;
using Stripe.Checkout;

namespace Community.Payments.Stripe;

/// <summary>An object of Stripe lacks a member that it always has, or is of another kind.</summary>
internal sealed class StripeUnreadableException(string message) : Exception(message);

/// <summary>
/// Maps Stripe.net's objects to ours. Each method throws <see cref="StripeUnreadableException"/> for an incomplete object: the package
/// reads an answer of <c>{}</c> as an empty object, and a missing amount as 0.
/// </summary>
internal static class StripeMapping
{
    public static IReadOnlyList<T> ItemsOf<T>(StripeList<T> list)
        where T : IStripeEntity =>
        list is { Object: "list", Data: { } data } ? data : throw new StripeUnreadableException("This is no list.");

    public static StripeCustomer Of(Customer customer) => new(Whole(customer, customer.Object, "customer"));

    public static StripeCheckoutSession Of(Session session) =>
        new(
            Whole(session, session.Object, "checkout.session"),
            Text(session.Url),
            Needed(session.Status, "status"),
            Needed(session.PaymentStatus, "payment_status"),
            Text(session.PaymentIntentId),
            Text(session.SubscriptionId),
            session.AmountTotal,
            Map(session.Metadata),
            Needed(session.Mode, "mode")
        );

    public static StripePaymentIntent Of(PaymentIntent intent) =>
        new(
            Whole(intent, intent.Object, "payment_intent"),
            Text(intent.LastPaymentError?.Code),
            Text(intent.LastPaymentError?.DeclineCode),
            Map(intent.Metadata)
        );

    public static StripeCharge Of(Charge charge) =>
        new(
            Whole(charge, charge.Object, "charge"),
            Text(charge.PaymentIntentId),
            Positive(charge.Amount),
            charge.Paid,
            Map(charge.Metadata)
        );

    public static StripeRefund Of(Refund refund) =>
        new(
            Whole(refund, refund.Object, "refund"),
            Text(refund.PaymentIntentId),
            Text(refund.ChargeId),
            Positive(refund.Amount),
            Text(refund.Status),
            Text(refund.FailureReason),
            Map(refund.Metadata)
        );

    public static StripeDispute Of(Dispute dispute) =>
        new(
            Whole(dispute, dispute.Object, "dispute"),
            Text(dispute.ChargeId),
            Text(dispute.PaymentIntentId),
            Positive(dispute.Amount),
            Needed(dispute.Currency, "currency"),
            Text(dispute.Reason),
            Needed(dispute.Status, "status"),
            dispute.BalanceTransactions is { } moved ? [.. moved.Select(entry => entry.Amount)] : null
        );

    public static StripeSubscription Of(global::Stripe.Subscription subscription)
    {
        var item = subscription.Items?.Data?.FirstOrDefault();
        return new(
            Whole(subscription, subscription.Object, "subscription"),
            Needed(subscription.Status, "status"),
            subscription.CancelAtPeriodEnd,
            Time(item?.CurrentPeriodStart),
            Time(item?.CurrentPeriodEnd),
            Text(item?.Id),
            Text(item?.Price?.Id),
            Text(item?.Price?.LookupKey),
            Map(subscription.Metadata),
            Text(subscription.LatestInvoiceId),
            Time(subscription.EndedAt)
        );
    }

    public static StripeInvoice Of(Invoice invoice)
    {
        var details = invoice.Parent?.SubscriptionDetails;
        var line = MainLine(invoice);
        return new(
            Whole(invoice, invoice.Object, "invoice"),
            Text(details?.SubscriptionId),
            Text(invoice.Status),
            invoice.AmountPaid,
            Needed(invoice.Currency, "currency"),
            PaymentOf(invoice),
            Time(line?.Period?.End) ?? Time(invoice.PeriodEnd),
            Map(details?.Metadata),
            Text(line?.Pricing?.PriceDetails?.PriceId)
        );
    }

    public static StripeProduct Of(Product product) => new(Whole(product, product.Object, "product"));

    public static StripePrice Of(Price price) =>
        new(
            Whole(price, price.Object, "price"),
            Text(price.ProductId),
            Text(price.LookupKey),
            price.UnitAmount,
            Needed(price.Currency, "currency"),
            Map(price.Metadata)
        );

    public static StripeBalanceTransaction Of(BalanceTransaction movement) =>
        new(
            Whole(movement, movement.Object, "balance_transaction"),
            Needed(movement.Type, "type"),
            movement.Amount,
            Needed(movement.Currency, "currency")
        );

    // The unused part of an old price is a line of its own, negative; for a new price, the line with the highest amount names the paid
    // price.
    private static InvoiceLineItem? MainLine(Invoice invoice) =>
        invoice.Lines?.Data?.Where(line => line is not null).OrderBy(IsProration).ThenByDescending(line => line.Amount).FirstOrDefault();

    private static bool IsProration(InvoiceLineItem line) =>
        line.Parent is { SubscriptionItemDetails.Proration: true } or { InvoiceItemDetails.Proration: true };

    // An invoice may have had several payments: the one that paid it counts, else the one that is to pay it.
    private static string? PaymentOf(Invoice invoice) =>
        invoice
            .Payments?.Data?.Where(payment => payment is not null)
            .OrderByDescending(payment => payment.Status == "paid")
            .ThenByDescending(payment => payment.IsDefault)
            .Select(payment => Text(payment.Payment?.PaymentIntentId))
            .FirstOrDefault(id => id is not null);

    private static string Whole(IHasId entity, string? kind, string expected) =>
        kind == expected ? Needed(entity.Id, "id") : throw new StripeUnreadableException($"This is no {expected}.");

    private static string Needed(string? text, string name) =>
        Text(text) is { Length: > 0 } needed ? needed : throw new StripeUnreadableException($"There is no {name}.");

    // There are no charges, refunds and disputes with an amount of 0.
    private static long Positive(long amount) => amount > 0 ? amount : throw new StripeUnreadableException("There is no amount.");

    private static DateTimeOffset? Time(DateTime? time) =>
        time is { } known && known != default ? new DateTimeOffset(DateTime.SpecifyKind(known, DateTimeKind.Utc)) : null;

    /// <summary>Text that PostgreSQL can store: a text with a NUL is treated as absent.</summary>
    private static string? Text(string? text) => text is not null && !text.Contains('\0', StringComparison.Ordinal) ? text : null;

    private static Dictionary<string, string> Map(Dictionary<string, string>? metadata) =>
        (metadata ?? [])
            .Where(entry => Text(entry.Value) is not null)
            .ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
}
