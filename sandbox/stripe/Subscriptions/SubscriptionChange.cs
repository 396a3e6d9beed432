using Community.StripeSandbox.Catalog;
using Community.StripeSandbox.Payments;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Subscriptions;

/// <summary>
/// Another price in the middle of a period (https://docs.stripe.com/billing/subscriptions/prorations): the unused part of the old one is
/// credited and the rest of the period is billed at the new one, by the second. Another interval begins a new period at once.
/// </summary>
internal static class SubscriptionChange
{
    /// <summary>Changes price and quantity.</summary>
    /// <param name="state">The transaction.</param>
    /// <param name="subscription">The present subscription.</param>
    /// <param name="price">The new price.</param>
    /// <param name="quantity">The new quantity.</param>
    /// <param name="proration"><c>create_prorations</c> (with the next invoice), <c>always_invoice</c> (at once) or <c>none</c>.</param>
    /// <param name="mayFail">Whether a declined charge leaves the change and makes it past due; otherwise it refuses the change.</param>
    /// <exception cref="StripeException">402: the charge was declined and <paramref name="mayFail"/> is false.</exception>
    public static Subscription Apply(
        Transaction state,
        Subscription subscription,
        Price price,
        long quantity,
        string proration,
        bool mayFail
    )
    {
        var old = subscription.Item;
        if (old.Price.Id == price.Id && old.Quantity == quantity)
        {
            return subscription;
        }

        var changed = subscription.WithItem(item => item with { Price = price, Quantity = quantity });
        if (price.Recurring != old.Price.Recurring)
        {
            var now = state.Timestamp;
            changed = changed.WithItem(item => item with { CurrentPeriodStart = now, CurrentPeriodEnd = price.Recurring!.EndOf(now) }) with
            {
                BillingCycleAnchor = now,
            };
            var whole = SubscriptionLife.PeriodLine(changed.Item, NameOf(state, price));
            return BillNow(state, changed, proration == "none" ? [whole] : [Unused(state, old), whole], mayFail);
        }

        return proration switch
        {
            "none" => changed,
            "always_invoice" => BillNow(state, changed, [Unused(state, old), Rest(state, changed.Item)], mayFail),
            _ => Wait(state, changed, [Unused(state, old), Rest(state, changed.Item)]),
        };
    }

    private static Subscription BillNow(Transaction state, Subscription changed, IReadOnlyList<InvoiceLine> lines, bool mayFail)
    {
        var invoice = Billing.Bill(state, changed, "subscription_update", lines, SubscriptionLife.InstrumentOf(state, changed));
        if (invoice.Status == "paid")
        {
            return changed with { LatestInvoice = invoice.Id };
        }

        return mayFail
            ? changed with
            {
                LatestInvoice = invoice.Id,
                Status = "past_due",
            }
            : throw StripeException.Card(TestCards.Refused.Message, TestCards.Refused.Code, TestCards.Refused.DeclineCode);
    }

    private static Subscription Wait(Transaction state, Subscription changed, IReadOnlyList<InvoiceLine> lines)
    {
        foreach (var line in lines)
        {
            state.Put(
                new InvoiceItem
                {
                    Id = Ids.New("ii"),
                    Created = state.Timestamp,
                    Line = line,
                    Subscription = changed.Id,
                }
            );
        }

        return changed;
    }

    private static InvoiceLine Unused(Transaction state, SubscriptionItem old) =>
        Billing.Line(
            old.Price,
            old.Quantity,
            -Share(old, old.Amount, state.Timestamp),
            $"Unused time on {NameOf(state, old.Price)}",
            state.Timestamp,
            old.CurrentPeriodEnd,
            isProration: true
        );

    private static InvoiceLine Rest(Transaction state, SubscriptionItem item) =>
        Billing.Line(
            item.Price,
            item.Quantity,
            Share(item, item.Amount, state.Timestamp),
            $"Remaining time on {NameOf(state, item.Price)}",
            state.Timestamp,
            item.CurrentPeriodEnd,
            isProration: true
        );

    private static long Share(SubscriptionItem item, long amount, long now)
    {
        var left = Math.Clamp(item.CurrentPeriodEnd - now, 0, item.CurrentPeriodEnd - item.CurrentPeriodStart);
        return (long)Math.Round((decimal)amount * left / (item.CurrentPeriodEnd - item.CurrentPeriodStart), MidpointRounding.AwayFromZero);
    }

    private static string NameOf(Transaction state, Price price) => state.Find<Product>(price.Product)?.Name ?? "Subscription";
}
