using System.Globalization;
using Community.StripeSandbox.Customers;
using Community.StripeSandbox.Payments;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Subscriptions;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Checkout;

/// <summary>The buyer's input on the page.</summary>
/// <param name="CardNumber">For cards.</param>
/// <param name="Outcome">For wallets: <c>authorize</c>, <c>fail</c>, or <c>pending</c> for a success or failure that follows later.</param>
/// <param name="Method">The wallet; by default the first that the session accepts.</param>
/// <param name="Expiry">Month and year as on the card; not checked when missing.</param>
/// <param name="Cvc">Not checked when missing.</param>
/// <param name="Email">The buyer's mail address.</param>
/// <param name="Name">The buyer's name.</param>
internal sealed record PaymentForm(
    string? CardNumber,
    string? Outcome = null,
    string? Method = null,
    string? Expiry = null,
    string? Cvc = null,
    string? Email = null,
    string? Name = null
);

/// <summary>The result of a payment.</summary>
/// <param name="Session">The session after the payment; null when there is none with this id.</param>
/// <param name="Decline">Why the payment was declined; null when it succeeded, or was not possible.</param>
/// <param name="WasOpen">False for a session that was paid or has expired before: nothing was charged.</param>
internal sealed record PaymentResult(CheckoutSession? Session, Decline? Decline, bool WasOpen);

/// <summary>Pays a session, as the hosted page does. All objects that Stripe creates for it are created in one transaction.</summary>
internal sealed class CheckoutPayment(Store store)
{
    private static readonly Decline WalletRefused = new(
        "payment_method_provider_decline",
        "generic_decline",
        "The payment was not authorized."
    );

    private static readonly Decline NotAvailable = new(
        "payment_method_not_available",
        null,
        "This checkout does not take this payment method."
    );

    /// <summary>Whether success or failure of wallet payments follows later.</summary>
    public bool WalletsAreAsynchronous { get; set; }

    /// <summary>Tries to pay a session.</summary>
    public Task<PaymentResult> PayAsync(string id, PaymentForm form) =>
        store.RunAsync(state =>
        {
            if (state.Find<CheckoutSession>(id) is not { } session)
            {
                return new PaymentResult(null, null, WasOpen: false);
            }

            if (session.Status == "open" && session.ExpiresAt <= state.Timestamp)
            {
                return new PaymentResult(CheckoutEndpoints.End(state, session), null, WasOpen: false);
            }

            return session.Status == "open" ? Pay(state, session, form) : new PaymentResult(session, null, WasOpen: false);
        });

    /// <summary>Ends a pending payment.</summary>
    /// <returns>The session, or null if its payment is not pending.</returns>
    public Task<CheckoutSession?> SettleAsync(string id, bool succeeds) =>
        store.RunAsync(state =>
        {
            if (
                state.Find<CheckoutSession>(id) is not { Status: "complete", PaymentStatus: "unpaid", PaymentIntent: { } paymentId } session
                || state.Known<PaymentIntent>(paymentId) is not { Status: "processing", LatestCharge: { } chargeId } payment
            )
            {
                return null;
            }

            var charge = state.Known<Charge>(chargeId);
            if (succeeds)
            {
                ChargeAttempt.Succeed(state, payment, charge);
                session = state.Put(session with { PaymentStatus = "paid" });
            }
            else
            {
                ChargeAttempt.Fail(state, payment, charge, WalletRefused);
            }

            state.Emit(succeeds ? "checkout.session.async_payment_succeeded" : "checkout.session.async_payment_failed", session);
            return session;
        });

    private PaymentResult Pay(Transaction state, CheckoutSession session, PaymentForm form)
    {
        var instrument = InstrumentOf(state, session, form);
        if (instrument.Decline is { IsAttempt: false } mistyped)
        {
            return new PaymentResult(session, mistyped, WasOpen: true);
        }

        var plan = state.Known<SessionPlan>(SessionPlan.IdOf(session.Id));
        return session.Mode == "payment" ? PayOnce(state, session, plan, instrument) : Subscribe(state, session, plan, instrument);
    }

    private static PaymentResult PayOnce(Transaction state, CheckoutSession session, SessionPlan plan, Instrument instrument)
    {
        if (session is { Customer: null, CustomerCreation: "always" } && instrument.Decline is null)
        {
            session = session with { Customer = NewCustomer(state, instrument).Id };
        }

        var payment = PaymentOf(state, session, plan, session.PaymentIntent) with { Customer = session.Customer };
        payment = ChargeAttempt.Run(state, payment, Kept(instrument, session.Customer));
        session = session with { PaymentIntent = payment.Id };
        return instrument.Decline is { } decline
            ? new PaymentResult(state.Put(session), decline, WasOpen: true)
            : new PaymentResult(Complete(state, session, instrument, payment.Status == "succeeded"), null, WasOpen: true);
    }

    private static PaymentResult Subscribe(Transaction state, CheckoutSession session, SessionPlan plan, Instrument instrument)
    {
        if (instrument.Decline is { } decline)
        {
            var tried = ChargeAttempt.Run(state, PaymentOf(state, session, plan, plan.PaymentIntent), instrument);
            state.Put(plan with { PaymentIntent = tried.Id });
            return new PaymentResult(session, decline, WasOpen: true);
        }

        var customer = session.Customer is { } known ? state.Known<Customer>(known) : NewCustomer(state, instrument);
        var payment = plan.PaymentIntent is { } earlier ? state.Known<PaymentIntent>(earlier) with { Customer = customer.Id } : null;
        var (subscription, invoice) = SubscriptionLife.Start(state, customer, plan, Kept(instrument, customer.Id), payment);
        session = session with { Customer = customer.Id, Subscription = subscription.Id, Invoice = invoice.Id };
        return new PaymentResult(Complete(state, session, instrument, isPaid: true), null, WasOpen: true);
    }

    private static CheckoutSession Complete(Transaction state, CheckoutSession session, Instrument instrument, bool isPaid)
    {
        var payer = instrument.Method.BillingDetails;
        session = state.Put(
            session with
            {
                Status = "complete",
                PaymentStatus = isPaid ? "paid" : "unpaid",
                Url = null,
                CustomerDetails = new CustomerDetails(payer.Email, payer.Name),
            }
        );
        state.Emit("checkout.session.completed", session);
        return session;
    }

    private static PaymentIntent PaymentOf(Transaction state, CheckoutSession session, SessionPlan plan, string? id)
    {
        if (id is not null)
        {
            return state.Known<PaymentIntent>(id);
        }

        var payment = state.Put(
            new PaymentIntent
            {
                Id = Ids.New("pi"),
                Created = state.Timestamp,
                Amount = session.AmountTotal,
                Currency = session.Currency,
                Customer = session.Customer,
                Description = plan.Description,
                Metadata = session.Mode == "payment" ? plan.Metadata : Metadata.None,
                PaymentMethodTypes = session.PaymentMethodTypes,
                SetupFutureUsage = plan.SetupFutureUsage,
                Status = "requires_payment_method",
            }
        );
        state.Emit("payment_intent.created", payment);
        return payment;
    }

    private static Customer NewCustomer(Transaction state, Instrument instrument)
    {
        var payer = instrument.Method.BillingDetails;
        var customer = CustomerEndpoints.New(state, payer.Email, payer.Name, Metadata.None);
        state.Emit("customer.created", customer);
        return customer;
    }

    private static Instrument Kept(Instrument instrument, string? customer) =>
        instrument with
        {
            Method = instrument.Method with { Customer = customer },
        };

    private Instrument InstrumentOf(Transaction state, CheckoutSession session, PaymentForm form)
    {
        var email = form.Email ?? session.CustomerEmail ?? state.Find<Customer>(session.Customer)?.Email;
        var payer = new BillingDetails(email, form.Name ?? state.Find<Customer>(session.Customer)?.Name);
        var method = new PaymentMethod
        {
            Id = Ids.New("pm"),
            Created = state.Timestamp,
            BillingDetails = payer,
            Type = "card",
        };
        return form.Outcome is { Length: > 0 } outcome
            ? Wallet(method, session, form.Method, outcome)
            : CardOf(method, session, form, state.Now);
    }

    private Instrument Wallet(PaymentMethod method, CheckoutSession session, string? named, string outcome)
    {
        var wallet = session.PaymentMethodTypes.FirstOrDefault(type => type != "card" && (string.IsNullOrEmpty(named) || type == named));
        return wallet is null || outcome is not ("authorize" or "pending" or "fail")
            ? new Instrument(method, NotAvailable)
            : new Instrument(
                method with
                {
                    Type = wallet,
                },
                outcome == "fail" ? WalletRefused : null,
                IsPending: outcome == "pending" || WalletsAreAsynchronous
            );
    }

    private static Instrument CardOf(PaymentMethod method, CheckoutSession session, PaymentForm form, DateTimeOffset now)
    {
        var card = TestCards.Read(form.CardNumber);
        var decline = !session.PaymentMethodTypes.Contains("card", StringComparer.Ordinal)
            ? NotAvailable
            : card.Decline ?? Mistyped(form, now);
        return new Instrument(method with { Card = new CardDetails(card.Brand, card.Last4) }, decline, IsDisputed: card.IsDisputed);
    }

    private static Decline? Mistyped(PaymentForm form, DateTimeOffset now)
    {
        if (form.Cvc is { Length: > 0 } cvc && (cvc.Length is < 3 or > 4 || !cvc.All(char.IsAsciiDigit)))
        {
            return new Decline("invalid_cvc", null, "Your card's security code is invalid.");
        }

        if (form.Expiry is not { Length: > 0 } expiry)
        {
            return null;
        }

        var parts = expiry.Split('/', StringSplitOptions.TrimEntries);
        return parts.Length != 2 || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out var month) || month is < 1 or > 12
                ? new Decline("invalid_expiry_month", null, "Your card's expiration month is invalid.")
            : !int.TryParse(parts[1], CultureInfo.InvariantCulture, out var year)
            || ((year < 100 ? 2000 + year : year) * 12) + month < (now.Year * 12) + now.Month
                ? new Decline("invalid_expiry_year", null, "Your card's expiration year is invalid.")
            : null;
    }
}
