using Community.StripeSandbox.Catalog;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Subscriptions;

/// <summary>Subscriptions and invoices by API (https://docs.stripe.com/api/subscriptions, https://docs.stripe.com/api/invoices).</summary>
internal static class SubscriptionEndpoints
{
    private const string Url = "/v1/subscriptions";
    private const string InvoicesUrl = "/v1/invoices";

    /// <summary>Maps the endpoints.</summary>
    public static void MapSubscriptions(this StripeRoutes routes)
    {
        routes.Get(Url, List);
        routes.Get(Url + "/{id}", static call => Named(call));
        routes.Post(Url + "/{id}", Update);
        routes.Delete(Url + "/{id}", Cancel);
        routes.Get(InvoicesUrl, ListInvoices);
        routes.Get(InvoicesUrl + "/{id}", static call => call.State.Get<Invoice>(call.Route("id"), "invoice"));
    }

    private static Subscription Named(StripeCall call) => call.State.Get<Subscription>(call.Route("id"), "subscription");

    private static Subscription Update(StripeCall call)
    {
        var (state, sent, before) = (call.State, call.Parameters, Named(call));
        var proration = sent.OneOf("proration_behavior", "create_prorations", "always_invoice", "none") ?? "create_prorations";
        var mayFail = sent.OneOf("payment_behavior", "allow_incomplete", "error_if_incomplete") != "error_if_incomplete";
        var changed = before with
        {
            Metadata = sent.Metadata(before.Metadata),
            Description = sent.Changed("description", before.Description, 500),
        };
        changed = ReadCancellation(sent, changed, state.Timestamp);
        var item = ReadItem(call, before);
        sent.RefuseUnknown();
        if (before.HasEnded)
        {
            throw StripeException.Refused("A canceled subscription can only update its cancellation_details and metadata.");
        }

        if (item is var (price, quantity))
        {
            changed = SubscriptionChange.Apply(state, changed, price, quantity, proration, mayFail);
        }

        state.Put(changed);
        state.Emit("customer.subscription.updated", changed, before);
        return changed;
    }

    private static Subscription ReadCancellation(Parameters sent, Subscription subscription, long now)
    {
        sent.Ignore("cancellation_details");
        return sent.Flag("cancel_at_period_end") switch
        {
            true when !subscription.CancelAtPeriodEnd => subscription with
            {
                CancelAtPeriodEnd = true,
                CanceledAt = now,
                CancellationDetails = new CancellationDetails("cancellation_requested"),
            },
            false => subscription with
            {
                CancelAtPeriodEnd = false,
                CanceledAt = null,
                CancellationDetails = new CancellationDetails(null),
            },
            _ => subscription,
        };
    }

    private static (Price Price, long Quantity)? ReadItem(StripeCall call, Subscription subscription)
    {
        var items = call.Parameters.Hashes("items");
        if (items.Count == 0)
        {
            return null;
        }

        var item = items[0];
        if (items.Count > 1 || item.Text("id") is not { } id)
        {
            throw StripeException.Invalid("The sandbox has subscriptions of one item only: name it by its id.", "items");
        }

        if (id != subscription.Item.Id)
        {
            throw StripeException.Missing("subscription_item", id, item.PathOf("id"));
        }

        var price = item.Text("price") is { } named ? call.State.Get<Price>(named, "price", item.PathOf("price")) : subscription.Item.Price;
        if (price.Recurring is null || price.Currency != subscription.Currency || (!price.Active && price.Id != subscription.Item.Price.Id))
        {
            throw StripeException.Invalid("The price must be active, recurring, and in the subscription's currency.", item.PathOf("price"));
        }

        return (price, item.Integer("quantity", 1, 999_999) ?? subscription.Item.Quantity);
    }

    private static Subscription Cancel(StripeCall call)
    {
        var sent = call.Parameters;
        sent.Ignore("cancellation_details");
        if (sent.Flag("invoice_now") == true || sent.Flag("prorate") == true)
        {
            throw StripeException.Invalid(
                "The sandbox ends subscriptions without a last invoice.",
                sent.Has("prorate") ? "prorate" : "invoice_now"
            );
        }

        sent.RefuseUnknown();
        var subscription = Named(call);
        return subscription.HasEnded
            ? throw StripeException.Missing("subscription", subscription.Id)
            : SubscriptionLife.End(call.State, subscription, "cancellation_requested");
    }

    private static StripeList<Subscription> List(StripeCall call)
    {
        var (customer, price, status) = (call.Parameters.Text("customer"), call.Parameters.Text("price"), call.Parameters.Text("status"));
        return call.State.List<Subscription>(
            "subscription",
            call.Page(Url),
            one =>
                (price is null || one.Item.Price.Id == price)
                && (
                    status switch
                    {
                        null => !one.HasEnded,
                        "all" => true,
                        "ended" => one.HasEnded,
                        _ => one.Status == status,
                    }
                ),
            ("customer", customer)
        );
    }

    private static StripeList<Invoice> ListInvoices(StripeCall call)
    {
        var sent = call.Parameters;
        var (subscription, customer, status) = (sent.Text("subscription"), sent.Text("customer"), sent.Text("status"));
        return call.State.List<Invoice>(
            "invoice",
            call.Page(InvoicesUrl),
            invoice => (customer is null || invoice.Customer == customer) && (status is null || invoice.Status == status),
            subscription is null ? ("customer", customer) : ("subscription", subscription)
        );
    }
}
