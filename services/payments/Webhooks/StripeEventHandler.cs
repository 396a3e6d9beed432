using Community.Payments.Stripe;
using Community.Payments.Subscriptions;

namespace Community.Payments.Webhooks;

/// <summary>Decides which part of the service an event of the provider is for.</summary>
internal sealed class StripeEventHandler(StripeLookup lookup, SubscriptionFacts subscriptions)
{
    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
        "payment_intent.payment_failed",
        "charge.refunded",
        "charge.refund.updated",
        "refund.updated",
        "refund.failed",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
        "charge.dispute.closed",
        "customer.subscription.created",
        "customer.subscription.updated",
        "customer.subscription.deleted",
        "customer.subscription.paused",
        "customer.subscription.resumed",
        "invoice.paid",
        "invoice.payment_failed",
    };

    /// <summary>Whether this type is used here.</summary>
    public static bool IsKnown(string type) => Types.Contains(type);

    /// <summary>
    /// Asks the provider for the meaning of an event for our orders, without a transaction or connection. Facts of subscriptions are
    /// applied at once, in transactions of their own.
    /// </summary>
    /// <exception cref="StripeUnavailableException">The provider cannot be asked at the moment.</exception>
    public async Task<Finding> FindAsync(StripeEvent stripeEvent, CancellationToken cancellationToken)
    {
        switch (stripeEvent.Type)
        {
            case "checkout.session.completed"
            or "checkout.session.async_payment_succeeded"
            or "checkout.session.expired" when stripeEvent.AsCheckoutSession() is { } session:
                if (session.Mode != CheckoutMode.Subscription)
                {
                    return StripeLookup.Of(session);
                }

                if (session.SubscriptionId is null || StripeIds.IsId(session.SubscriptionId))
                {
                    await subscriptions.ApplyAsync(session, cancellationToken);
                }

                return Finding.Nothing;
            case "checkout.session.async_payment_failed" when stripeEvent.AsCheckoutSession() is { } session:
                return StripeLookup.OfFailed(session);
            case "payment_intent.payment_failed" when stripeEvent.AsPaymentIntent() is { } intent:
                return StripeLookup.OfFailed(intent);
            case "charge.refunded" when stripeEvent.AsCharge() is { } charge:
                return await lookup.OfAsync(charge, cancellationToken);
            case "charge.refund.updated" or "refund.updated" or "refund.failed" when stripeEvent.AsRefund() is { } refund:
                return await lookup.OfAsync(refund, cancellationToken);
            case { } type when type.StartsWith("charge.dispute.", StringComparison.Ordinal) && stripeEvent.AsDispute() is { } dispute:
                return await lookup.OfDisputeAsync(dispute.Id, cancellationToken);
            case "invoice.paid"
                when stripeEvent.AsInvoice() is { } invoice && StripeIds.IsId(invoice.Id) && StripeIds.IsId(invoice.SubscriptionId):
                await subscriptions.ApplyInvoicePaidAsync(invoice, cancellationToken);
                return Finding.Nothing;
            case "invoice.payment_failed" when stripeEvent.AsInvoice() is { } invoice && StripeIds.IsId(invoice.SubscriptionId):
                await subscriptions.ApplyInvoiceFailedAsync(invoice, cancellationToken);
                return Finding.Nothing;
            default:
                if (stripeEvent.AsSubscription() is { } subscription && StripeIds.IsId(subscription.Id))
                {
                    await subscriptions.ApplyAsync(subscription, cancellationToken);
                }

                return Finding.Nothing;
        }
    }
}
