using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Community.Payments.Stripe;

/// <summary>
/// What payments asks of Stripe's API (version <see cref="StripeOptions.ApiVersion"/>). Safe for concurrent use.
/// <para>
/// Every method ends with the result, with <see cref="StripeException"/> (refused: nothing happened) or with
/// <see cref="StripeUnavailableException"/> (it is not known). An idempotency key names one intention: under the same key Stripe carries
/// a request out once and answers the same for at least 24 hours, errors included; the same key with other parameters is refused
/// (<c>idempotency_error</c>). So a new intention, such as canceling again what was resumed, needs a new key.
/// </para>
/// </summary>
internal sealed class StripeClient(StripeTransport transport)
{
    private const int PageSize = 100; // Stripe's most
    private const int MaxEventTypes = 20; // Stripe's most

    /// <summary>Makes a customer of a user. Repeat it under one key per user, so that there is one.</summary>
    public Task<StripeCustomer> CreateCustomerAsync(NewCustomer customer, string idempotencyKey, CancellationToken cancellationToken = default) =>
        transport.PostAsync<StripeCustomer>(
            StripePath.Of("customers"),
            new FormContent().Add($"metadata[{NewCustomer.UserIdKey}]", customer.UserId.ToString()),
            idempotencyKey,
            cancellationToken);

    /// <summary>Deletes a customer and ends its subscriptions at once; its payments stay. One that is gone already is no error.</summary>
    public async Task<StripeCustomer> DeleteCustomerAsync(string customerId, CancellationToken cancellationToken = default)
    {
        try
        {
            return await transport.DeleteAsync<StripeCustomer>(StripePath.Of("customers", customerId), cancellationToken);
        }
        catch (StripeException missing) when (missing.IsMissing)
        {
            // also what a retry is told when the answer to the first attempt was lost
            return new StripeCustomer(customerId, Deleted: true, new Dictionary<string, string>(StringComparer.Ordinal));
        }
    }

    /// <summary>Opens a payment page.</summary>
    /// <exception cref="ArgumentException">The metadata is over Stripe's limits.</exception>
    public Task<StripeCheckoutSession> CreateCheckoutSessionAsync(
        NewCheckoutSession session, string idempotencyKey, CancellationToken cancellationToken = default) =>
        transport.PostAsync<StripeCheckoutSession>(StripePath.Of("checkout/sessions"), session.ToForm(), idempotencyKey, cancellationToken);

    /// <summary>Reads a payment page's state.</summary>
    public Task<StripeCheckoutSession> GetCheckoutSessionAsync(string sessionId, CancellationToken cancellationToken = default) =>
        transport.GetAsync<StripeCheckoutSession>(StripePath.Of("checkout/sessions", sessionId), null, cancellationToken);

    /// <summary>The payment page that a payment was made on; null if on none.</summary>
    public Task<StripeCheckoutSession?> FindCheckoutSessionAsync(string paymentIntentId, CancellationToken cancellationToken = default) =>
        FirstAsync<StripeCheckoutSession>("checkout/sessions", new FormContent().Add("payment_intent", paymentIntentId), cancellationToken);

    /// <summary>Closes an open payment page. One that was paid or has expired meanwhile is refused (400): read it to know which.</summary>
    public Task<StripeCheckoutSession> ExpireCheckoutSessionAsync(
        string sessionId, string idempotencyKey, CancellationToken cancellationToken = default) =>
        transport.PostAsync<StripeCheckoutSession>(
            StripePath.Of("checkout/sessions", sessionId, "expire"), new FormContent(), idempotencyKey, cancellationToken);

    /// <summary>
    /// Gives money back. More than is left is refused (<c>charge_already_refunded</c>, or an <c>invalid_request_error</c> about the amount).
    /// </summary>
    public Task<StripeRefund> CreateRefundAsync(NewRefund refund, string idempotencyKey, CancellationToken cancellationToken = default) =>
        transport.PostAsync<StripeRefund>(
            StripePath.Of("refunds"),
            new FormContent().Add("payment_intent", refund.PaymentIntentId).Add("amount", refund.Amount).Add("reason", refund.Reason)
                .Add("metadata", refund.Metadata),
            idempotencyKey,
            cancellationToken);

    /// <summary>Reads a refund's state.</summary>
    public Task<StripeRefund> GetRefundAsync(string refundId, CancellationToken cancellationToken = default) =>
        transport.GetAsync<StripeRefund>(StripePath.Of("refunds", refundId), null, cancellationToken);

    /// <summary>All refunds of a payment, whoever made them, newest first.</summary>
    public async Task<IReadOnlyList<StripeRefund>> ListRefundsAsync(string paymentIntentId, CancellationToken cancellationToken = default)
    {
        var refunds = new List<StripeRefund>();
        await foreach (var refund in PagesAsync("refunds", () => new FormContent().Add("payment_intent", paymentIntentId), StripeJson.Read<StripeRefund>, cancellationToken))
        {
            refunds.Add(refund);
        }

        return refunds;
    }

    /// <summary>Reads a payment's state.</summary>
    public Task<StripePaymentIntent> GetPaymentIntentAsync(string paymentIntentId, CancellationToken cancellationToken = default) =>
        transport.GetAsync<StripePaymentIntent>(StripePath.Of("payment_intents", paymentIntentId), null, cancellationToken);

    /// <summary>Reads a dispute.</summary>
    public Task<StripeDispute> GetDisputeAsync(string disputeId, CancellationToken cancellationToken = default) =>
        transport.GetAsync<StripeDispute>(StripePath.Of("disputes", disputeId), null, cancellationToken);

    /// <summary>Reads a charge.</summary>
    public Task<StripeCharge> GetChargeAsync(string chargeId, CancellationToken cancellationToken = default) =>
        transport.GetAsync<StripeCharge>(StripePath.Of("charges", chargeId), null, cancellationToken);

    /// <summary>All charges of a payment, failed ones included, newest first.</summary>
    public async Task<IReadOnlyList<StripeCharge>> ListChargesAsync(string paymentIntentId, CancellationToken cancellationToken = default)
    {
        var charges = new List<StripeCharge>();
        var pages = PagesAsync(
            "charges", () => new FormContent().Add("payment_intent", paymentIntentId), StripeJson.Read<StripeCharge>, cancellationToken);
        await foreach (var charge in pages)
        {
            charges.Add(charge);
        }

        return charges;
    }

    /// <summary>Reads a subscription.</summary>
    public Task<StripeSubscription> GetSubscriptionAsync(string subscriptionId, CancellationToken cancellationToken = default) =>
        transport.GetAsync<StripeSubscription>(StripePath.Of("subscriptions", subscriptionId), null, cancellationToken);

    /// <summary>Moves a subscription to another price, now.</summary>
    /// <param name="subscriptionId">Which.</param>
    /// <param name="itemId">Its item (<see cref="StripeSubscription.ItemId"/>).</param>
    /// <param name="priceId">The new price.</param>
    /// <param name="prorationBehavior"><see cref="ProrationBehavior"/></param>
    /// <param name="idempotencyKey">One for each change.</param>
    /// <param name="paymentBehavior"><see cref="PaymentBehavior"/>; Stripe's default (<c>allow_incomplete</c>) unless told.</param>
    /// <param name="cancellationToken">The caller leaves.</param>
    public Task<StripeSubscription> ChangeSubscriptionPriceAsync(
        string subscriptionId,
        string itemId,
        string priceId,
        string prorationBehavior,
        string idempotencyKey,
        string? paymentBehavior = null,
        CancellationToken cancellationToken = default) =>
        transport.PostAsync<StripeSubscription>(
            StripePath.Of("subscriptions", subscriptionId),
            new FormContent().Add("items", [new FormContent().Add("id", itemId).Add("price", priceId)])
                .Add("proration_behavior", prorationBehavior).Add("payment_behavior", paymentBehavior),
            idempotencyKey,
            cancellationToken);

    /// <summary>Lets a subscription end with the period that is paid, or go on after all.</summary>
    public Task<StripeSubscription> SetCancelAtPeriodEndAsync(
        string subscriptionId, bool cancel, string idempotencyKey, CancellationToken cancellationToken = default) =>
        transport.PostAsync<StripeSubscription>(
            StripePath.Of("subscriptions", subscriptionId),
            new FormContent().Add("cancel_at_period_end", cancel),
            idempotencyKey,
            cancellationToken);

    /// <summary>Ends a subscription at once, without money back. One that has ended already is no error.</summary>
    public async Task<StripeSubscription> CancelSubscriptionAsync(string subscriptionId, CancellationToken cancellationToken = default)
    {
        try
        {
            return await transport.DeleteAsync<StripeSubscription>(StripePath.Of("subscriptions", subscriptionId), cancellationToken);
        }
        catch (StripeException missing) when (missing.IsMissing)
        {
            // Stripe says so of an ended one too, which is what a retry finds when the answer to the first attempt was lost.
            var subscription = await GetSubscriptionAsync(subscriptionId, cancellationToken);
            if (subscription.Status is not ("canceled" or "incomplete_expired"))
            {
                throw;
            }

            return subscription;
        }
    }

    /// <summary>Reads an invoice with the payment that it was paid by.</summary>
    public Task<StripeInvoice> GetInvoiceAsync(string invoiceId, CancellationToken cancellationToken = default) =>
        transport.GetAsync<StripeInvoice>(
            StripePath.Of("invoices", invoiceId), new FormContent().Add("expand", ["payments"]), cancellationToken);

    /// <summary>A subscription's invoices that are paid, newest first, without the payments that they were paid by.</summary>
    public IAsyncEnumerable<StripeInvoice> ListPaidInvoicesAsync(string subscriptionId, CancellationToken cancellationToken = default) =>
        PagesAsync(
            "invoices", () => new FormContent().Add("subscription", subscriptionId).Add("status", "paid"), StripeJson.Read<StripeInvoice>, cancellationToken);

    /// <summary>The invoice that a payment paid (charges do not name it since 2025-03-31.basil); null if none.</summary>
    public async Task<StripeInvoice?> FindInvoiceAsync(string paymentIntentId, CancellationToken cancellationToken = default)
    {
        var payment = new FormContent().Add("type", "payment_intent").Add("payment_intent", paymentIntentId);
        var (invoices, _) = await transport.GetPageAsync(
            StripePath.Of("invoice_payments"),
            new FormContent().Add("payment", payment).Add("limit", 1),
            json => json.Reference("invoice"),
            cancellationToken);
        return invoices is [{ } invoiceId] ? await GetInvoiceAsync(invoiceId, cancellationToken) : null;
    }

    /// <summary>The price that has our name now; null if none.</summary>
    public Task<StripePrice?> FindPriceAsync(string lookupKey, CancellationToken cancellationToken = default) =>
        FirstAsync<StripePrice>("prices", new FormContent().Add("active", true).Add("lookup_keys", [lookupKey]), cancellationToken);

    /// <summary>Makes something that can be sold.</summary>
    public Task<StripeProduct> CreateProductAsync(NewProduct product, string idempotencyKey, CancellationToken cancellationToken = default) =>
        transport.PostAsync<StripeProduct>(
            StripePath.Of("products"),
            new FormContent().Add("name", product.Name).Add("description", product.Description).Add("metadata", product.Metadata),
            idempotencyKey,
            cancellationToken);

    /// <summary>Makes a monthly price, which takes its name over from the price that had it.</summary>
    public Task<StripePrice> CreatePriceAsync(NewMonthlyPrice price, string idempotencyKey, CancellationToken cancellationToken = default) =>
        transport.PostAsync<StripePrice>(
            StripePath.Of("prices"),
            new FormContent().Add("product", price.ProductId).Add("currency", price.Currency.ToLowerInvariant()).Add("unit_amount", price.Amount)
                .Add("recurring", new FormContent().Add("interval", "month")).Add("lookup_key", price.LookupKey).Add("transfer_lookup_key", true)
                .Add("metadata", price.Metadata),
            idempotencyKey,
            cancellationToken);

    /// <summary>
    /// Events since a time (inclusive), newest first; Stripe keeps 30 days. They have the shape of the account's default API version, not of
    /// <see cref="StripeOptions.ApiVersion"/>.
    /// </summary>
    /// <exception cref="ArgumentException">More than 20 types.</exception>
    public IAsyncEnumerable<StripeEvent> ListEventsAsync(
        IReadOnlyCollection<string> types, DateTimeOffset since, CancellationToken cancellationToken = default)
    {
        if (types.Count > MaxEventTypes)
        {
            throw new ArgumentException("Stripe takes at most 20 types of events at once.", nameof(types));
        }

        return PagesAsync("events", () => new FormContent().Add("types", types).Add("created[gte]", since), StripeEvents.Read, cancellationToken)
            // one that we do not understand must not hide the others
            .Where(item => item is not null).Select(item => item!);
    }

    /// <summary>Movements of the account's balance since a time (inclusive), or all, newest first.</summary>
    public IAsyncEnumerable<StripeBalanceTransaction> ListBalanceTransactionsAsync(
        DateTimeOffset? since = null, CancellationToken cancellationToken = default) =>
        PagesAsync(
            "balance_transactions",
            () => new FormContent().Add("created[gte]", since),
            StripeJson.Read<StripeBalanceTransaction>,
            cancellationToken);

    private async Task<T?> FirstAsync<T>(string resource, FormContent query, CancellationToken cancellationToken)
        where T : class, IStripeObject<T>
    {
        var (items, _) = await transport.GetPageAsync(StripePath.Of(resource), query.Add("limit", 1), StripeJson.Read<T>, cancellationToken);
        return items.Count > 0 ? items[0] : null;
    }

    private async IAsyncEnumerable<T> PagesAsync<T>(
        string resource, Func<FormContent> query, Func<JsonElement, T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var page = query().Add("limit", PageSize).Add("starting_after", next);
            (var items, next) = await transport.GetPageAsync(StripePath.Of(resource), page, read, cancellationToken);
            foreach (var item in items)
            {
                yield return item;
            }
        }
        while (next is not null);
    }
}
