using Community.StripeSandbox.Checkout;
using Community.StripeSandbox.Customers;
using Community.StripeSandbox.Payments;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Subscriptions;

/// <summary>A subscription's life: it begins paid, renews period by period, becomes past due, and ends.</summary>
internal static class SubscriptionLife
{
    /// <summary>The number of failed charges of one invoice after which the subscription ends, as in Stripe's default settings.</summary>
    public const int MostAttempts = 4;

    /// <summary>Begins the subscription of a session whose payment succeeds.</summary>
    public static (Subscription Subscription, Invoice Invoice) Start(
        Transaction state,
        Customer customer,
        SessionPlan plan,
        Instrument instrument,
        PaymentIntent? payment
    )
    {
        var line = plan.LineItems[0];
        var id = Ids.New("sub");
        var item = new SubscriptionItem
        {
            Id = Ids.New("si", 14),
            Created = state.Timestamp,
            CurrentPeriodStart = state.Timestamp,
            CurrentPeriodEnd = line.Price.Recurring!.EndOf(state.Timestamp),
            Price = line.Price,
            Quantity = line.Quantity,
            Subscription = id,
        };
        var subscription = new Subscription
        {
            Id = id,
            Created = state.Timestamp,
            BillingCycleAnchor = state.Timestamp,
            Currency = line.Currency,
            Customer = customer.Id,
            DefaultPaymentMethod = instrument.Method.Id,
            Description = plan.Description,
            Items = new StripeList<SubscriptionItem>([item], HasMore: false, $"/v1/subscription_items?subscription={id}"),
            Metadata = plan.Metadata,
            Status = "active",
        };
        var invoice = Billing.Bill(state, subscription, "subscription_create", [PeriodLine(item, line.Description)], instrument, payment);
        subscription = state.Put(subscription with { LatestInvoice = invoice.Id });
        state.Emit("customer.subscription.created", subscription);
        return (subscription, invoice);
    }

    /// <summary>
    /// Ends the present period now and begins the next; or, when the last charge failed, charges that invoice again; or ends a subscription
    /// that is canceled at the period's end.
    /// </summary>
    /// <param name="state">The transaction.</param>
    /// <param name="subscription">One that has not ended.</param>
    /// <param name="fails">Whether the charge fails; cards that fail later fail in any case.</param>
    public static Subscription Advance(Transaction state, Subscription subscription, bool fails)
    {
        var instrument = InstrumentOf(state, subscription, fails);
        if (subscription.Status == "past_due")
        {
            return Retry(state, subscription, instrument);
        }

        return subscription.CancelAtPeriodEnd
            ? End(state, subscription, subscription.CancellationDetails.Reason)
            : Renew(state, subscription, instrument);
    }

    /// <summary>Ends it at once; paid invoices stay paid.</summary>
    public static Subscription End(Transaction state, Subscription subscription, string? reason)
    {
        var ended = state.Put(
            subscription with
            {
                Status = "canceled",
                CanceledAt = subscription.CanceledAt ?? state.Timestamp,
                EndedAt = state.Timestamp,
                CancellationDetails = new CancellationDetails(reason),
            }
        );
        state.Emit("customer.subscription.deleted", ended);
        return ended;
    }

    /// <summary>The subscription's own payment method.</summary>
    public static Instrument InstrumentOf(Transaction state, Subscription subscription, bool fails = false)
    {
        var method = state.Known<PaymentMethod>(subscription.DefaultPaymentMethod);
        return new Instrument(method, fails || TestCards.FailsLater(method.Card?.Last4) ? TestCards.Refused : null);
    }

    /// <summary>The line for an item's present period.</summary>
    public static InvoiceLine PeriodLine(SubscriptionItem item, string name) =>
        Billing.Line(item.Price, item.Quantity, item.Amount, $"{item.Quantity} × {name}", item.CurrentPeriodStart, item.CurrentPeriodEnd);

    private static Subscription Renew(Transaction state, Subscription before, Instrument instrument)
    {
        var now = state.Timestamp;
        var renewed = before.WithItem(item =>
            item with
            {
                CurrentPeriodStart = now,
                CurrentPeriodEnd = item.Price.Recurring!.EndOf(now),
            }
        ) with
        {
            BillingCycleAnchor = now,
        };
        var name = state.Find<Catalog.Product>(renewed.Item.Price.Product)?.Name ?? "Subscription";
        var invoice = Billing.Bill(state, renewed, "subscription_cycle", [PeriodLine(renewed.Item, name)], instrument);
        renewed = state.Put(renewed with { LatestInvoice = invoice.Id, Status = invoice.Status == "paid" ? "active" : "past_due" });
        state.Emit("customer.subscription.updated", renewed, before);
        return renewed;
    }

    private static Subscription Retry(Transaction state, Subscription before, Instrument instrument)
    {
        var invoice = Billing.Pay(state, state.Known<Invoice>(before.LatestInvoice!), instrument);
        if (invoice.Status == "paid")
        {
            var active = state.Put(before with { Status = "active" });
            state.Emit("customer.subscription.updated", active, before);
            return active;
        }

        return invoice.AttemptCount < MostAttempts ? before : End(state, before, "payment_failed");
    }
}
