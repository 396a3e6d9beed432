using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Refunds;

/// <summary>Disputes by API (https://docs.stripe.com/api/disputes), read only.</summary>
internal static class DisputeEndpoints
{
    private const string Url = "/v1/disputes";

    /// <summary>Maps the endpoints.</summary>
    public static void MapDisputes(this StripeRoutes routes)
    {
        routes.Get(Url, List);
        routes.Get(Url + "/{id}", static call => call.State.Get<Dispute>(call.Route("id"), "dispute"));
    }

    private static StripeList<Dispute> List(StripeCall call)
    {
        var (payment, charge) = (call.Parameters.Text("payment_intent"), call.Parameters.Text("charge"));
        return call.State.List<Dispute>(
            "dispute",
            call.Page(Url),
            dispute => payment is null || dispute.PaymentIntent == payment,
            charge is null ? ("payment_intent", payment) : ("charge", charge)
        );
    }
}
