namespace Community.Payments.Stripe;

/// <summary>
/// The calls that payments makes to Stripe. Safe for concurrent use.
/// <para>
/// Every method ends with the result, with <see cref="StripeRefusedException"/> (refused: nothing happened) or with
/// <see cref="StripeUnavailableException"/> (the outcome is unknown). An idempotency key (1 to 255 visible ASCII characters) names one
/// intention: under the same key Stripe carries a request out once and answers the same for at least 24 hours, errors included; the same
/// key with other parameters is refused (<c>idempotency_error</c>). So a new intention, such as canceling again after a resume, needs a
/// new key. An id that is not one of Stripe's, or a key out of its range, is an <see cref="ArgumentException"/>.
/// </para>
/// </summary>
internal interface IStripe
{
    /// <summary>Creates the customer of a user. A repeat must use the same key for the user, so that there is one customer.</summary>
    Task<StripeCustomer> CreateCustomerAsync(NewCustomer customer, string idempotencyKey, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes a customer and ends its subscriptions at once; its payments stay. A customer that is already deleted is no error.
    /// </summary>
    Task DeleteCustomerAsync(string customerId, CancellationToken cancellationToken = default);

    /// <summary>Opens a payment page.</summary>
    Task<StripeCheckoutSession> CreateCheckoutSessionAsync(
        NewCheckoutSession session,
        string idempotencyKey,
        CancellationToken cancellationToken = default
    );

    /// <summary>Reads a payment page's state.</summary>
    Task<StripeCheckoutSession> GetCheckoutSessionAsync(string sessionId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Closes an open payment page. A page that was paid or has expired meanwhile is refused (400): read it to find out which.
    /// </summary>
    Task<StripeCheckoutSession> ExpireCheckoutSessionAsync(
        string sessionId,
        string idempotencyKey,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Makes a refund. An amount above the rest is refused (<c>charge_already_refunded</c>, or an <c>invalid_request_error</c> about the
    /// amount).
    /// </summary>
    Task<StripeRefund> CreateRefundAsync(NewRefund refund, string idempotencyKey, CancellationToken cancellationToken = default);

    /// <summary>Reads a refund's state.</summary>
    Task<StripeRefund> GetRefundAsync(string refundId, CancellationToken cancellationToken = default);

    /// <summary>All refunds of a payment, including those made outside this service, newest first.</summary>
    Task<IReadOnlyList<StripeRefund>> ListRefundsAsync(string paymentIntentId, CancellationToken cancellationToken = default);

    /// <summary>Reads a dispute.</summary>
    Task<StripeDispute> GetDisputeAsync(string disputeId, CancellationToken cancellationToken = default);

    /// <summary>Reads a charge.</summary>
    Task<StripeCharge> GetChargeAsync(string chargeId, CancellationToken cancellationToken = default);

    /// <summary>Reads a subscription.</summary>
    Task<StripeSubscription> GetSubscriptionAsync(string subscriptionId, CancellationToken cancellationToken = default);

    /// <summary>Moves a subscription to another price at once.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="itemId">Its item (<see cref="StripeSubscription.ItemId"/>).</param>
    /// <param name="priceId">The new price.</param>
    /// <param name="prorationBehavior"><see cref="ProrationBehavior"/></param>
    /// <param name="idempotencyKey">One for each change.</param>
    /// <param name="paymentBehavior"><see cref="PaymentBehavior"/>; null: Stripe's default (<c>allow_incomplete</c>).</param>
    /// <param name="cancellationToken">Ends the wait; the change may still be carried out.</param>
    Task<StripeSubscription> ChangeSubscriptionPriceAsync(
        string subscriptionId,
        string itemId,
        string priceId,
        string prorationBehavior,
        string idempotencyKey,
        string? paymentBehavior = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Sets a subscription to end with the paid period, or to go on after all.</summary>
    Task<StripeSubscription> SetCancelAtPeriodEndAsync(
        string subscriptionId,
        bool cancel,
        string idempotencyKey,
        CancellationToken cancellationToken = default
    );

    /// <summary>Ends a subscription at once, without a refund. A subscription that has already ended is no error.</summary>
    Task<StripeSubscription> CancelSubscriptionAsync(string subscriptionId, CancellationToken cancellationToken = default);

    /// <summary>Reads an invoice with the payment that paid it.</summary>
    Task<StripeInvoice> GetInvoiceAsync(string invoiceId, CancellationToken cancellationToken = default);

    /// <summary>A subscription's paid invoices, newest first, without their payments.</summary>
    IAsyncEnumerable<StripeInvoice> ListPaidInvoicesAsync(string subscriptionId, CancellationToken cancellationToken = default);

    /// <summary>The active price with our name; null if none.</summary>
    Task<StripePrice?> FindPriceAsync(string lookupKey, CancellationToken cancellationToken = default);

    /// <summary>Creates a product.</summary>
    Task<StripeProduct> CreateProductAsync(NewProduct product, string idempotencyKey, CancellationToken cancellationToken = default);

    /// <summary>Creates a monthly price, which takes over its name from the price that had it.</summary>
    Task<StripePrice> CreatePriceAsync(NewMonthlyPrice price, string idempotencyKey, CancellationToken cancellationToken = default);

    /// <summary>Movements of the account's balance since a time (inclusive), or all, newest first.</summary>
    IAsyncEnumerable<StripeBalanceTransaction> ListBalanceTransactionsAsync(
        DateTimeOffset? since = null,
        CancellationToken cancellationToken = default
    );
}
