using Community.StripeSandbox.Payments;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Refunds;

/// <summary>Refunds by API (https://docs.stripe.com/api/refunds).</summary>
internal static class RefundEndpoints
{
    private const string Url = "/v1/refunds";

    /// <summary>Maps the endpoints.</summary>
    public static void MapRefunds(this StripeRoutes routes)
    {
        routes.Post(Url, Create);
        routes.Get(Url, List);
        routes.Get(Url + "/{id}", static call => call.State.Get<Refund>(call.Route("id"), "refund"));
        routes.Post(Url + "/{id}", Update);
    }

    private static Refund Create(StripeCall call)
    {
        var (state, sent) = (call.State, call.Parameters);
        var amount = sent.Integer("amount", 1);
        var reason = sent.OneOf("reason", "duplicate", "fraudulent", "requested_by_customer");
        var metadata = sent.Metadata();
        var charge = ChargeOf(state, sent.Text("payment_intent"), sent.Text("charge"));
        sent.RefuseUnknown();

        var id = Ids.New("re");
        var given = AmountOf(
            charge,
            state.With<Dispute>("dispute", "charge", charge.Id).Any(dispute => dispute is { IsInquiry: false, Status: not "won" }),
            amount
        );
        var entry = BalanceTransaction.Book(state, "refund", -given, charge.Currency, id, "REFUND FOR CHARGE");
        var refund = state.Put(
            new Refund
            {
                Id = id,
                Created = state.Timestamp,
                Amount = given,
                BalanceTransaction = entry.Id,
                Charge = charge.Id,
                Currency = charge.Currency,
                Metadata = metadata,
                PaymentIntent = charge.PaymentIntent,
                Reason = reason,
                Status = state.RefundsArePending ? "pending" : "succeeded",
            }
        );
        state.Emit("refund.created", refund);
        var refunded = state.Put(charge with { AmountRefunded = charge.AmountRefunded + given });
        state.Emit("charge.refunded", refunded, charge);
        return refund;
    }

    // A refund never exceeds the rest of the captured amount.
    private static long AmountOf(Charge charge, bool isDisputed, long? requested)
    {
        if (isDisputed)
        {
            throw StripeException.Refused($"Charge {charge.Id} has been charged back; cannot issue a refund.", "charge_disputed");
        }

        if (!charge.Paid)
        {
            throw StripeException.Refused($"Charge {charge.Id} has not succeeded; cannot issue a refund.", "charge_not_refundable");
        }

        var left = charge.Amount - charge.AmountRefunded;
        if (left == 0)
        {
            throw StripeException.Refused($"Charge {charge.Id} has already been refunded.", "charge_already_refunded");
        }

        return requested > left
            ? throw StripeException.Refused(
                $"Refund amount ({Money.Format(requested.Value, charge.Currency)}) is greater than unrefunded amount on charge ({Money.Format(left, charge.Currency)})",
                "amount_too_large",
                "amount"
            )
            : requested ?? left;
    }

    private static Charge ChargeOf(Transaction state, string? paymentIntent, string? chargeId)
    {
        if (chargeId is not null)
        {
            var charge = state.Get<Charge>(chargeId, "charge", "charge");
            return paymentIntent is null || charge.PaymentIntent == paymentIntent
                ? charge
                : throw StripeException.Invalid("The charge is not one of the payment_intent.", "charge");
        }

        if (paymentIntent is null)
        {
            throw StripeException.Invalid(
                "One of the following params should be provided for this request: payment_intent or charge.",
                null,
                "parameter_missing"
            );
        }

        var payment = state.Get<PaymentIntent>(paymentIntent, "payment_intent", "payment_intent");
        return payment is { Status: "succeeded", LatestCharge: { } latest }
            ? state.Known<Charge>(latest)
            : throw StripeException.Refused(
                $"This PaymentIntent ({payment.Id}) does not have a successful charge to refund.",
                "payment_intent_unexpected_state",
                "payment_intent"
            );
    }

    private static Refund Update(StripeCall call)
    {
        var before = call.State.Get<Refund>(call.Route("id"), "refund");
        var refund = call.State.Put(before with { Metadata = call.Parameters.Metadata(before.Metadata) });
        call.State.Emit("refund.updated", refund, before);
        return refund;
    }

    private static StripeList<Refund> List(StripeCall call)
    {
        var (payment, charge) = (call.Parameters.Text("payment_intent"), call.Parameters.Text("charge"));
        return call.State.List<Refund>(
            "refund",
            call.Page(Url),
            refund => payment is null || refund.PaymentIntent == payment,
            charge is null ? ("payment_intent", payment) : ("charge", charge)
        );
    }
}
