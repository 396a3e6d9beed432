using Community.StripeSandbox.Payments;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Checkout;

/// <summary>Checkout sessions by API (https://docs.stripe.com/api/checkout/sessions).</summary>
internal static class CheckoutEndpoints
{
    private const string Url = "/v1/checkout/sessions";

    /// <summary>Maps the endpoints.</summary>
    public static void MapCheckout(this StripeRoutes routes)
    {
        routes.Post(Url, CheckoutRequest.Create);
        routes.Get(Url, List);
        routes.Get(Url + "/{id}", static call => Named(call));
        routes.Post(Url + "/{id}", Update);
        routes.Post(Url + "/{id}/expire", Expire);
        routes.Get(Url + "/{id}/line_items", ListLines);
    }

    /// <summary>Ends an open, unpaid session; a payment that was tried and declined is canceled with it.</summary>
    public static CheckoutSession End(Transaction state, CheckoutSession session)
    {
        if (state.Find<PaymentIntent>(session.PaymentIntent) is { } tried)
        {
            var canceled = tried with { Status = "canceled", CanceledAt = state.Timestamp, CancellationReason = "expired" };
            state.Emit("payment_intent.canceled", state.Put(canceled));
        }

        var ended = state.Put(session with { Status = "expired", Url = null });
        state.Emit("checkout.session.expired", ended);
        return ended;
    }

    private static CheckoutSession Named(StripeCall call) => call.State.Get<CheckoutSession>(call.Route("id"), "checkout.session");

    private static CheckoutSession Update(StripeCall call)
    {
        var session = Named(call);
        return call.State.Put(session with { Metadata = call.Parameters.Metadata(session.Metadata) });
    }

    private static CheckoutSession Expire(StripeCall call)
    {
        call.Parameters.RefuseUnknown();
        var session = Named(call);
        return session.Status == "open"
            ? End(call.State, session)
            : throw StripeException.Refused(
                $"Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of `{session.Status}`."
            );
    }

    private static StripeList<CheckoutSession> List(StripeCall call)
    {
        var sent = call.Parameters;
        var (payment, subscription, customer) = (sent.Text("payment_intent"), sent.Text("subscription"), sent.Text("customer"));
        var status = sent.OneOf("status", "open", "complete", "expired");
        return call.State.List<CheckoutSession>(
            CheckoutSession.Name,
            call.Page(Url),
            session =>
                (status is null || session.Status == status)
                && (customer is null || session.Customer == customer)
                && (subscription is null || session.Subscription == subscription),
            payment is not null ? ("payment_intent", payment)
                : subscription is not null ? ("subscription", subscription)
                : ("customer", customer)
        );
    }

    private static StripeList<LineItem> ListLines(StripeCall call)
    {
        var session = Named(call);
        var query = call.Page($"{Url}/{session.Id}/line_items");
        var lines = call.State.Known<SessionPlan>(SessionPlan.IdOf(session.Id)).LineItems;
        var after = query.StartingAfter is { } cursor ? lines.TakeWhile(line => line.Id != cursor).Count() + 1 : 0;
        return new StripeList<LineItem>([.. lines.Skip(after).Take(query.Limit)], lines.Count > after + query.Limit, query.Url);
    }
}
