using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Payments;

/// <summary>Payment intents, charges, payment methods and the balance by API: all read only, because Checkout creates them.</summary>
internal static class PaymentEndpoints
{
    private const string PaymentIntentsUrl = "/v1/payment_intents";
    private const string ChargesUrl = "/v1/charges";
    private const string BalanceUrl = "/v1/balance_transactions";

    /// <summary>Maps the endpoints.</summary>
    public static void MapPayments(this StripeRoutes routes)
    {
        routes.Get(PaymentIntentsUrl, ListPaymentIntents);
        routes.Get(PaymentIntentsUrl + "/{id}", static call => call.State.Get<PaymentIntent>(call.Route("id"), "payment_intent"));
        routes.Get(ChargesUrl, ListCharges);
        routes.Get(ChargesUrl + "/{id}", static call => call.State.Get<Charge>(call.Route("id"), "charge"));
        routes.Get("/v1/payment_methods/{id}", static call => call.State.Get<PaymentMethod>(call.Route("id"), "PaymentMethod"));
        routes.Get(BalanceUrl, ListBalance);
        routes.Get(BalanceUrl + "/{id}", static call => call.State.Get<BalanceTransaction>(call.Route("id"), "balance_transaction"));
    }

    private static StripeList<PaymentIntent> ListPaymentIntents(StripeCall call)
    {
        var customer = call.Parameters.Text("customer");
        return call.State.List<PaymentIntent>("payment_intent", call.Page(PaymentIntentsUrl), key: ("customer", customer));
    }

    private static StripeList<Charge> ListCharges(StripeCall call)
    {
        var (payment, customer) = (call.Parameters.Text("payment_intent"), call.Parameters.Text("customer"));
        return call.State.List<Charge>(
            "charge",
            call.Page(ChargesUrl),
            charge => customer is null || charge.Customer == customer,
            payment is null ? ("customer", customer) : ("payment_intent", payment)
        );
    }

    private static StripeList<BalanceTransaction> ListBalance(StripeCall call)
    {
        var sent = call.Parameters;
        var (type, source, currency) = (sent.Text("type"), sent.Text("source"), sent.Text("currency"));
        return call.State.List<BalanceTransaction>(
            "balance_transaction",
            call.Page(BalanceUrl),
            entry => (type is null || entry.Type == type) && (currency is null || entry.Currency == currency),
            source is null ? ("type", type) : ("source", source)
        );
    }
}
