using Community.Payments.Stripe;
using Community.Payments.Subscriptions;

namespace Community.Payments.Webhooks;

/// <summary>Which event of the provider says what to whom.</summary>
internal sealed class StripeEventHandler(StripeFacts facts, SubscriptionFacts subscriptions)
{
    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        "checkout.session.completed", "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed", "checkout.session.expired",
        "payment_intent.payment_failed", "charge.refunded", "charge.dispute.created",
        "customer.subscription.created", "customer.subscription.updated", "customer.subscription.deleted", "customer.subscription.paused",
        "customer.subscription.resumed", "invoice.paid", "invoice.payment_failed",
    };

    /// <summary>Whether this type means anything here.</summary>
    public static bool IsKnown(string type) => Types.Contains(type);

    /// <summary>Applies an event, in the transaction that is open.</summary>
    public Task ApplyAsync(StripeEvent stripeEvent, CancellationToken cancel) => stripeEvent.Type switch
    {
        "checkout.session.completed" or "checkout.session.async_payment_succeeded" or "checkout.session.expired"
            when stripeEvent.AsCheckoutSession() is { } session =>
            session.Mode == CheckoutMode.Subscription ? subscriptions.ApplyAsync(session, cancel) : facts.ApplyAsync(session),
        "checkout.session.async_payment_failed" when stripeEvent.AsCheckoutSession() is { } session => facts.ApplyFailedAsync(session),
        "payment_intent.payment_failed" when stripeEvent.AsPaymentIntent() is { } intent => facts.ApplyFailedAsync(intent),
        "charge.refunded" when stripeEvent.AsCharge() is { } charge => facts.ApplyAsync(charge, cancel),
        "charge.dispute.created" when stripeEvent.AsDispute() is { } dispute => facts.ApplyAsync(dispute, cancel),
        "invoice.paid" when stripeEvent.AsInvoice() is { } invoice => subscriptions.ApplyInvoicePaidAsync(invoice, cancel),
        "invoice.payment_failed" when stripeEvent.AsInvoice() is { } invoice => subscriptions.ApplyInvoiceFailedAsync(invoice, cancel),
        _ when stripeEvent.AsSubscription() is { } subscription => subscriptions.ApplyAsync(subscription, cancel),
        _ => Task.CompletedTask,
    };
}
