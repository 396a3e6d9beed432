using Community.StripeSandbox.Refunds;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Payments;

/// <summary>The payment method of an attempt, and its outcome.</summary>
/// <param name="Method">Stored with the charge.</param>
/// <param name="Decline">Why it is declined, or null.</param>
/// <param name="IsPending">Whether success or failure follows later.</param>
/// <param name="IsDisputed">Whether the payer's bank disputes it soon after.</param>
internal sealed record Instrument(PaymentMethod Method, Decline? Decline, bool IsPending = false, bool IsDisputed = false);

/// <summary>Charges payment intents, with the charge, the balance and the events.</summary>
internal static class ChargeAttempt
{
    private static readonly TimeSpan DisputedAfter = TimeSpan.FromSeconds(1);

    /// <summary>Charges a payment that is not paid yet.</summary>
    /// <returns>The payment after the attempt.</returns>
    public static PaymentIntent Run(Transaction state, PaymentIntent payment, Instrument instrument)
    {
        state.Put(instrument.Method);
        var charge = NewCharge(state, payment, instrument);
        payment = payment with { LatestCharge = charge.Id };
        if (instrument.Decline is { } decline)
        {
            return Fail(state, payment, charge, decline);
        }

        payment = payment with { PaymentMethod = instrument.Method.Id, LastPaymentError = null };
        if (instrument.IsPending)
        {
            state.Emit("charge.pending", state.Put(charge with { Status = "pending", Outcome = ChargeOutcome.Pending }));
            state.Emit("payment_intent.processing", state.Put(payment = payment with { Status = "processing" }));
            return payment;
        }

        if (instrument.IsDisputed)
        {
            state.Put(
                new DueDispute
                {
                    Id = DueDispute.IdOf(charge.Id),
                    Charge = charge.Id,
                    DueAt = (state.Now + DisputedAfter).ToUnixTimeMilliseconds(),
                }
            );
        }

        return Succeed(state, payment, charge);
    }

    /// <summary>Ends a pending payment: the money has arrived.</summary>
    public static PaymentIntent Succeed(Transaction state, PaymentIntent payment, Charge charge)
    {
        var entry = BalanceTransaction.Book(state, "charge", charge.Amount, charge.Currency, charge.Id, charge.Description);
        charge = state.Put(charge with { Status = "succeeded", Outcome = ChargeOutcome.Authorized, BalanceTransaction = entry.Id });
        payment = state.Put(payment with { Status = "succeeded", AmountReceived = payment.Amount });
        state.Emit("charge.succeeded", charge);
        state.Emit("payment_intent.succeeded", payment);
        return payment;
    }

    /// <summary>Ends an attempt: it was declined, or the money of a pending one did not arrive.</summary>
    public static PaymentIntent Fail(Transaction state, PaymentIntent payment, Charge charge, Decline decline)
    {
        charge = state.Put(
            charge with
            {
                Status = "failed",
                FailureCode = decline.Code,
                FailureMessage = decline.Message,
                Outcome = ChargeOutcome.Declined(decline),
            }
        );
        payment = state.Put(
            payment with
            {
                Status = "requires_payment_method",
                PaymentMethod = null,
                LastPaymentError = new PaymentError(decline.Code, decline.DeclineCode, decline.Message, charge.Id),
            }
        );
        state.Emit("charge.failed", charge);
        state.Emit("payment_intent.payment_failed", payment);
        return payment;
    }

    /// <summary>Makes a charge without a payment intent and without metadata, as from another integration of the same account.</summary>
    public static Charge WithoutPayment(Transaction state, long amount, string currency)
    {
        var method = state.Put(
            new PaymentMethod
            {
                Id = Ids.New("pm"),
                Created = state.Timestamp,
                BillingDetails = new BillingDetails(null, null),
                Card = new CardDetails("visa", "4242"),
                Type = "card",
            }
        );
        var id = Ids.New("ch");
        var charge = state.Put(
            new Charge
            {
                Id = id,
                Created = state.Timestamp,
                Amount = amount,
                BalanceTransaction = BalanceTransaction.Book(state, "charge", amount, currency, id).Id,
                BillingDetails = method.BillingDetails,
                Currency = currency,
                Metadata = Wire.Metadata.None,
                Outcome = ChargeOutcome.Authorized,
                PaymentIntent = null,
                PaymentMethod = method.Id,
                PaymentMethodDetails = new PaymentMethodDetails("card", method.Card),
                Status = "succeeded",
            }
        );
        state.Emit("charge.succeeded", charge);
        return charge;
    }

    private static Charge NewCharge(Transaction state, PaymentIntent payment, Instrument instrument)
    {
        var wallet = new WalletDetails(null);
        var type = instrument.Method.Type;
        return new Charge
        {
            Id = Ids.New("ch"),
            Created = state.Timestamp,
            Amount = payment.Amount,
            Currency = payment.Currency,
            Customer = payment.Customer,
            Description = payment.Description,
            Invoice = payment.Invoice,
            Metadata = payment.Metadata,
            BillingDetails = instrument.Method.BillingDetails,
            Outcome = ChargeOutcome.Authorized,
            PaymentIntent = payment.Id,
            PaymentMethod = instrument.Method.Id,
            PaymentMethodDetails = new PaymentMethodDetails(
                type,
                instrument.Method.Card,
                type == "alipay" ? wallet : null,
                type == "wechat_pay" ? wallet : null
            ),
            Status = "pending",
        };
    }
}
