using System.Globalization;
using Community.StripeSandbox.Catalog;
using Community.StripeSandbox.Customers;
using Community.StripeSandbox.Payments;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Subscriptions;

/// <summary>Invoices of subscriptions: they are created, finalized and charged at once, while Stripe waits an hour.</summary>
internal static class Billing
{
    private static readonly long BetweenAttempts = (long)TimeSpan.FromDays(3).TotalSeconds;

    /// <summary>Makes an invoice and charges it.</summary>
    /// <param name="state">The transaction.</param>
    /// <param name="subscription">The subscription; the items that wait for its next invoice are added.</param>
    /// <param name="reason">Stripe's <c>billing_reason</c>.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="instrument">The payment method, and whether the charge fails.</param>
    /// <param name="payment">A payment that was begun for it; by default a new one.</param>
    public static Invoice Bill(
        Transaction state,
        Subscription subscription,
        string reason,
        IReadOnlyList<InvoiceLine> lines,
        Instrument instrument,
        PaymentIntent? payment = null
    )
    {
        var id = Ids.New("in");
        var all = TakeWaiting(state, subscription).Concat(lines).ToList();
        var total = all.Sum(static line => line.Amount);
        var customer = state.Known<Customer>(subscription.Customer);
        var (due, ending) = Settle(total, customer.Balance, subscription.Currency);
        var invoice = new Invoice
        {
            Id = id,
            Created = state.Timestamp,
            AmountDue = due,
            BillingReason = reason,
            Currency = subscription.Currency,
            Customer = customer.Id,
            CustomerEmail = customer.Email,
            CustomerName = customer.Name,
            StartingBalance = customer.Balance,
            EndingBalance = ending,
            Lines = new StripeList<InvoiceLine>(all, HasMore: false, $"/v1/invoices/{id}/lines"),
            Parent = new InvoiceParent(new InvoiceSubscription(subscription.Metadata, subscription.Id)),
            Payments = new StripeList<InvoicePayment>([], HasMore: false, "/v1/invoice_payments"),
            PeriodStart = subscription.CurrentPeriodStart,
            PeriodEnd = subscription.CurrentPeriodEnd,
            Status = "draft",
            StatusTransitions = new StatusTransitions(null, null),
            Total = total,
        };
        state.Emit("invoice.created", state.Put(invoice));
        invoice = Finalize(state, invoice, customer with { Balance = ending, Currency = subscription.Currency });
        return due == 0 ? Paid(state, invoice) : Pay(state, invoice, instrument, payment);
    }

    /// <summary>Charges an open invoice, again or for the first time.</summary>
    public static Invoice Pay(Transaction state, Invoice invoice, Instrument instrument, PaymentIntent? payment = null)
    {
        payment ??= invoice.PaymentIntent is { } begun ? state.Known<PaymentIntent>(begun) : NewPayment(state, invoice);
        payment = ChargeAttempt.Run(state, payment with { Invoice = invoice.Id, Amount = invoice.AmountDue }, instrument);
        var isPaid = payment.Status == "succeeded";
        invoice = invoice with
        {
            AttemptCount = invoice.AttemptCount + 1,
            Charge = payment.LatestCharge,
            PaymentIntent = payment.Id,
            Payments = invoice.Payments with { Data = [PaymentOf(state, invoice, payment, isPaid)] },
        };
        if (isPaid)
        {
            return Paid(state, invoice);
        }

        invoice = state.Put(invoice with { NextPaymentAttempt = state.Timestamp + BetweenAttempts });
        state.Put(state.Known<Customer>(invoice.Customer) with { Delinquent = true });
        state.Emit("invoice.payment_failed", invoice);
        return invoice;
    }

    /// <summary>A line for a price and a period.</summary>
    public static InvoiceLine Line(
        Price price,
        long quantity,
        long amount,
        string description,
        long start,
        long end,
        bool isProration = false
    ) =>
        new(
            Ids.New("il"),
            amount,
            price.Currency,
            description,
            new InvoicePeriod(start, end),
            new InvoiceLinePricing(new PriceDetails(price.Id, price.Product), price.UnitAmountDecimal),
            quantity
        )
        {
            Proration = isProration,
        };

    // A credit is used first. An amount below Stripe's minimum stays in the balance for the next invoice.
    private static (long Due, long EndingBalance) Settle(long total, long balance, string currency) =>
        total + balance < Money.MinimumOf(currency) ? (0, total + balance) : (total + balance, 0);

    private static List<InvoiceLine> TakeWaiting(Transaction state, Subscription subscription)
    {
        var waiting = state.With<InvoiceItem>("invoiceitem", "subscription", subscription.Id).Reverse().ToList();
        waiting.ForEach(item => state.Remove(item.Id));
        return [.. waiting.Select(static item => item.Line)];
    }

    private static Invoice Finalize(Transaction state, Invoice invoice, Customer customer)
    {
        var number = string.Create(CultureInfo.InvariantCulture, $"{customer.InvoicePrefix}-{customer.NextInvoiceSequence:0000}");
        state.Put(customer with { NextInvoiceSequence = customer.NextInvoiceSequence + 1 });
        invoice = state.Put(
            invoice with
            {
                Status = "open",
                Number = number,
                StatusTransitions = new StatusTransitions(state.Timestamp, null),
            }
        );
        state.Emit("invoice.finalized", invoice);
        return invoice;
    }

    private static Invoice Paid(Transaction state, Invoice invoice)
    {
        invoice = state.Put(
            invoice with
            {
                Status = "paid",
                NextPaymentAttempt = null,
                StatusTransitions = invoice.StatusTransitions with { PaidAt = state.Timestamp },
            }
        );
        state.Put(state.Known<Customer>(invoice.Customer) with { Delinquent = false });
        state.Emit("invoice.paid", invoice);
        state.Emit("invoice.payment_succeeded", invoice);
        return invoice;
    }

    private static PaymentIntent NewPayment(Transaction state, Invoice invoice)
    {
        var payment = state.Put(
            new PaymentIntent
            {
                Id = Ids.New("pi"),
                Created = state.Timestamp,
                Amount = invoice.AmountDue,
                Currency = invoice.Currency,
                Customer = invoice.Customer,
                Description = invoice.BillingReason == "subscription_create" ? "Subscription creation" : "Subscription update",
                Invoice = invoice.Id,
                Metadata = Metadata.None,
                PaymentMethodTypes = ["card"],
                SetupFutureUsage = "off_session",
                Status = "requires_payment_method",
            }
        );
        state.Emit("payment_intent.created", payment);
        return payment;
    }

    private static InvoicePayment PaymentOf(Transaction state, Invoice invoice, PaymentIntent payment, bool isPaid) =>
        new(
            invoice.Payments.Data is [var before] ? before.Id : Ids.New("inpay"),
            state.Timestamp,
            invoice.AmountDue,
            isPaid ? invoice.AmountDue : null,
            invoice.Currency,
            invoice.Id,
            new InvoicePaymentSource(payment.Id),
            isPaid ? "paid" : "open"
        );
}
