using System.Runtime.CompilerServices;
using Community.Money;
using Stripe;
using Stripe.Checkout;

namespace Community.Payments.Stripe;

/// <summary>
/// <see cref="IStripe"/> by Stripe.net. Only the named HttpClient has timeouts and retries (<see cref="StripeFeature"/>): the
/// package sends each request once, and the handlers below it repeat the same message with the same idempotency key.
/// </summary>
internal sealed partial class StripeNet(IStripeClient client, ILogger<StripeNet> logger) : IStripe
{
    private const int PageSize = 100; // Stripe's maximum
    private const int MaxKeyLength = 255; // Stripe's maximum
    private readonly CustomerService _customers = new(client);
    private readonly SessionService _sessions = new(client);
    private readonly RefundService _refunds = new(client);
    private readonly DisputeService _disputes = new(client);
    private readonly ChargeService _charges = new(client);
    private readonly SubscriptionService _subscriptions = new(client);
    private readonly InvoiceService _invoices = new(client);
    private readonly ProductService _products = new(client);
    private readonly PriceService _prices = new(client);
    private readonly BalanceTransactionService _movements = new(client);

    public Task<StripeCustomer> CreateCustomerAsync(
        NewCustomer customer,
        string idempotencyKey,
        CancellationToken cancellationToken = default
    )
    {
        var options = new CustomerCreateOptions
        {
            Metadata = new(StringComparer.Ordinal) { [NewCustomer.UserIdKey] = customer.UserId.ToString() },
        };
        var once = Once(idempotencyKey);
        return AskAsync("POST v1/customers", () => _customers.CreateAsync(options, once, cancellationToken), StripeMapping.Of);
    }

    public async Task DeleteCustomerAsync(string customerId, CancellationToken cancellationToken = default)
    {
        var id = Id(customerId);
        try
        {
            await AskAsync("DELETE v1/customers/{id}", () => _customers.DeleteAsync(id, null, null, cancellationToken), StripeMapping.Of);
        }
        catch (StripeRefusedException missing) when (missing.IsMissing)
        {
            // A retry also gets this answer if the answer to the first attempt was lost.
        }
    }

    public Task<StripeCheckoutSession> CreateCheckoutSessionAsync(
        NewCheckoutSession session,
        string idempotencyKey,
        CancellationToken cancellationToken = default
    )
    {
        var (options, once) = (OptionsOf(session), Once(idempotencyKey));
        return AskAsync("POST v1/checkout/sessions", () => _sessions.CreateAsync(options, once, cancellationToken), StripeMapping.Of);
    }

    public Task<StripeCheckoutSession> GetCheckoutSessionAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        var id = Id(sessionId);
        return AskAsync("GET v1/checkout/sessions/{id}", () => _sessions.GetAsync(id, null, null, cancellationToken), StripeMapping.Of);
    }

    public Task<StripeCheckoutSession> ExpireCheckoutSessionAsync(
        string sessionId,
        string idempotencyKey,
        CancellationToken cancellationToken = default
    )
    {
        var (id, once) = (Id(sessionId), Once(idempotencyKey));
        return AskAsync(
            "POST v1/checkout/sessions/{id}/expire",
            () => _sessions.ExpireAsync(id, null, once, cancellationToken),
            StripeMapping.Of
        );
    }

    public Task<StripeRefund> CreateRefundAsync(NewRefund refund, string idempotencyKey, CancellationToken cancellationToken = default)
    {
        var options = new RefundCreateOptions
        {
            PaymentIntent = refund.PaymentIntentId,
            Amount = refund.Amount,
            Metadata = Copy(refund.Metadata),
        };
        var once = Once(idempotencyKey);
        return AskAsync("POST v1/refunds", () => _refunds.CreateAsync(options, once, cancellationToken), StripeMapping.Of);
    }

    public Task<StripeRefund> GetRefundAsync(string refundId, CancellationToken cancellationToken = default)
    {
        var id = Id(refundId);
        return AskAsync("GET v1/refunds/{id}", () => _refunds.GetAsync(id, null, null, cancellationToken), StripeMapping.Of);
    }

    public async Task<IReadOnlyList<StripeRefund>> ListRefundsAsync(string paymentIntentId, CancellationToken cancellationToken = default)
    {
        var options = new RefundListOptions { PaymentIntent = paymentIntentId };
        return await PagesAsync("GET v1/refunds", options, () => _refunds.ListAsync(options, null, cancellationToken), StripeMapping.Of)
            .ToListAsync(cancellationToken);
    }

    public Task<StripeDispute> GetDisputeAsync(string disputeId, CancellationToken cancellationToken = default)
    {
        var id = Id(disputeId);
        return AskAsync("GET v1/disputes/{id}", () => _disputes.GetAsync(id, null, null, cancellationToken), StripeMapping.Of);
    }

    public Task<StripeCharge> GetChargeAsync(string chargeId, CancellationToken cancellationToken = default)
    {
        var id = Id(chargeId);
        return AskAsync("GET v1/charges/{id}", () => _charges.GetAsync(id, null, null, cancellationToken), StripeMapping.Of);
    }

    public Task<StripeSubscription> GetSubscriptionAsync(string subscriptionId, CancellationToken cancellationToken = default)
    {
        var id = Id(subscriptionId);
        return AskAsync("GET v1/subscriptions/{id}", () => _subscriptions.GetAsync(id, null, null, cancellationToken), StripeMapping.Of);
    }

    public Task<StripeSubscription> ChangeSubscriptionPriceAsync(
        string subscriptionId,
        string itemId,
        string priceId,
        string prorationBehavior,
        string idempotencyKey,
        string? paymentBehavior = null,
        CancellationToken cancellationToken = default
    ) =>
        UpdateAsync(
            subscriptionId,
            new()
            {
                Items = [new() { Id = itemId, Price = priceId }],
                ProrationBehavior = prorationBehavior,
                PaymentBehavior = paymentBehavior,
            },
            idempotencyKey,
            cancellationToken
        );

    public Task<StripeSubscription> SetCancelAtPeriodEndAsync(
        string subscriptionId,
        bool cancel,
        string idempotencyKey,
        CancellationToken cancellationToken = default
    ) => UpdateAsync(subscriptionId, new() { CancelAtPeriodEnd = cancel }, idempotencyKey, cancellationToken);

    public async Task<StripeSubscription> CancelSubscriptionAsync(string subscriptionId, CancellationToken cancellationToken = default)
    {
        var id = Id(subscriptionId);
        try
        {
            return await AskAsync(
                "DELETE v1/subscriptions/{id}",
                () => _subscriptions.CancelAsync(id, null, null, cancellationToken),
                StripeMapping.Of
            );
        }
        catch (StripeRefusedException missing) when (missing.IsMissing)
        {
            // Stripe also answers this for an ended subscription, and a retry finds it ended if the answer to the first attempt was lost.
            var subscription = await GetSubscriptionAsync(subscriptionId, cancellationToken);
            if (subscription.Status is not ("canceled" or "incomplete_expired"))
            {
                throw;
            }

            return subscription;
        }
    }

    public Task<StripeInvoice> GetInvoiceAsync(string invoiceId, CancellationToken cancellationToken = default)
    {
        var id = Id(invoiceId);
        return AskAsync(
            "GET v1/invoices/{id}",
            () => _invoices.GetAsync(id, new() { Expand = ["payments"] }, null, cancellationToken),
            StripeMapping.Of
        );
    }

    public IAsyncEnumerable<StripeInvoice> ListPaidInvoicesAsync(string subscriptionId, CancellationToken cancellationToken = default)
    {
        var options = new InvoiceListOptions { Subscription = subscriptionId, Status = "paid" };
        return PagesAsync(
            "GET v1/invoices",
            options,
            () => _invoices.ListAsync(options, null, cancellationToken),
            StripeMapping.Of,
            cancellationToken
        );
    }

    public Task<StripePrice?> FindPriceAsync(string lookupKey, CancellationToken cancellationToken = default)
    {
        var options = new PriceListOptions
        {
            Active = true,
            LookupKeys = [lookupKey],
            Limit = 1,
        };
        return AskAsync(
            "GET v1/prices",
            () => _prices.ListAsync(options, null, cancellationToken),
            page => StripeMapping.ItemsOf(page).Select(StripeMapping.Of).FirstOrDefault()
        );
    }

    public Task<StripeProduct> CreateProductAsync(NewProduct product, string idempotencyKey, CancellationToken cancellationToken = default)
    {
        var options = new ProductCreateOptions
        {
            Name = product.Name,
            Description = product.Description,
            Metadata = Copy(product.Metadata),
        };
        var once = Once(idempotencyKey);
        return AskAsync("POST v1/products", () => _products.CreateAsync(options, once, cancellationToken), StripeMapping.Of);
    }

    public Task<StripePrice> CreatePriceAsync(NewMonthlyPrice price, string idempotencyKey, CancellationToken cancellationToken = default)
    {
        var options = new PriceCreateOptions
        {
            Product = price.ProductId,
            Currency = price.Currency.ToLowerInvariant(),
            UnitAmount = price.Amount,
            Recurring = new() { Interval = "month" },
            LookupKey = price.LookupKey,
            TransferLookupKey = true,
            Metadata = Copy(price.Metadata),
        };
        var once = Once(idempotencyKey);
        return AskAsync("POST v1/prices", () => _prices.CreateAsync(options, once, cancellationToken), StripeMapping.Of);
    }

    public IAsyncEnumerable<StripeBalanceTransaction> ListBalanceTransactionsAsync(
        DateTimeOffset? since = null,
        CancellationToken cancellationToken = default
    )
    {
        var options = new BalanceTransactionListOptions();
        if (since is { } from)
        {
            options.Created = new DateRangeOptions { GreaterThanOrEqual = from.UtcDateTime };
        }

        return PagesAsync(
            "GET v1/balance_transactions",
            options,
            () => _movements.ListAsync(options, null, cancellationToken),
            StripeMapping.Of,
            cancellationToken
        );
    }

    private Task<StripeSubscription> UpdateAsync(
        string subscriptionId,
        SubscriptionUpdateOptions options,
        string idempotencyKey,
        CancellationToken cancellationToken
    )
    {
        var (id, once) = (Id(subscriptionId), Once(idempotencyKey));
        return AskAsync(
            "POST v1/subscriptions/{id}",
            () => _subscriptions.UpdateAsync(id, options, once, cancellationToken),
            StripeMapping.Of
        );
    }

    private static SessionCreateOptions OptionsOf(NewCheckoutSession session)
    {
        var options = new SessionCreateOptions
        {
            Mode = session.Mode,
            AllowedPaymentMethodTypes = [session.PaymentMethod],
            // "web" is required, and the only client for a page in a browser.
            PaymentMethodOptions = session.PaymentMethod == ChargeMethods.WeChatPay ? new() { WechatPay = new() { Client = "web" } } : null,
            LineItems = [OptionsOf(session.Line)],
            SuccessUrl = session.SuccessUrl,
            CancelUrl = session.CancelUrl,
            ClientReferenceId = session.ClientReferenceId,
            Customer = session.CustomerId,
            ExpiresAt = session.ExpiresAt?.UtcDateTime,
            Metadata = Copy(session.Metadata),
        };
        if (session.Mode == CheckoutMode.Subscription)
        {
            // Classic: a change of price bills and credits the whole difference. Stripe's default has been "flexible" since
            // 2025-09-30.clover.
            options.SubscriptionData = new()
            {
                Metadata = Copy(session.Metadata),
                BillingMode = new() { Type = "classic" },
            };
        }
        else
        {
            options.PaymentIntentData = new() { Metadata = Copy(session.Metadata) };
        }

        return options;
    }

    private static SessionLineItemOptions OptionsOf(NewLineItem line) =>
        new()
        {
            Price = line.PriceId,
            PriceData = line.PriceId is not null
                ? null
                : new()
                {
                    Currency = line.Currency,
                    UnitAmount = line.Amount,
                    ProductData = new() { Name = line.Name, Description = line.Description },
                },
            Quantity = line.Quantity,
        };

    // Never null: the package sends a null that was set as "metadata=", which unsets.
    private static Dictionary<string, string> Copy(IReadOnlyDictionary<string, string>? metadata) =>
        new(metadata ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>The id, checked.</summary>
    /// <exception cref="ArgumentException">This is not an id: it would change the address.</exception>
    private static string Id(string id) =>
        StripeIds.IsId(id) ? id : throw new ArgumentException("An id of Stripe's has 1 to 255 letters, digits, _ and -.", nameof(id));

    /// <summary>Request options with an idempotency key.</summary>
    /// <exception cref="ArgumentException">Stripe takes keys of 1 to 255 characters; as a header they are ASCII.</exception>
    private static RequestOptions Once(string key) =>
        key.Length is > 0 and <= MaxKeyLength && !key.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? new() { IdempotencyKey = key }
            : throw new ArgumentException("An idempotency key has 1 to 255 visible ASCII characters.", nameof(key));

    // Page by page, so that pages that the caller does not read are not requested; each page has its own retries.
    private async IAsyncEnumerable<TOurs> PagesAsync<TTheirs, TOurs>(
        string operation,
        ListOptions options,
        Func<Task<StripeList<TTheirs>>> ask,
        Func<TTheirs, TOurs> map,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
        where TTheirs : IStripeEntity, IHasId
    {
        options.Limit = PageSize;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (items, next) = await AskAsync(operation, ask, page => Read(page, map));
            foreach (var item in items)
            {
                yield return item;
            }

            options.StartingAfter = next;
        } while (options.StartingAfter is not null);
    }

    private static (IReadOnlyList<TOurs> Items, string? Next) Read<TTheirs, TOurs>(StripeList<TTheirs> page, Func<TTheirs, TOurs> map)
        where TTheirs : IStripeEntity, IHasId
    {
        var items = StripeMapping.ItemsOf(page);
        return ([.. items.Select(map)], page.HasMore && items.Count > 0 ? items[^1].Id : null);
    }

    private async Task<TOurs> AskAsync<TTheirs, TOurs>(string operation, Func<Task<TTheirs>> ask, Func<TTheirs, TOurs> map)
    {
        try
        {
            return map(await ask());
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            var outcome = StripeOutcome.Of(operation, exception);
            switch (outcome)
            {
                case StripeRefusedException refusal:
                    Log.Refused(
                        logger,
                        operation,
                        refusal.HttpStatus,
                        refusal.Type,
                        refusal.Code,
                        refusal.DeclineCode,
                        refusal.Param,
                        refusal.RequestId
                    );
                    break;
                case StripeUnavailableException unknown:
                    Log.Unanswered(logger, operation, unknown.Reason, unknown.RequestId);
                    break;
            }

            throw outcome;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "Stripe refused {Operation}: {Status} {Type} {Code} {DeclineCode}, parameter {Param} ({RequestId})"
        )]
        public static partial void Refused(
            ILogger logger,
            string operation,
            int status,
            string? type,
            string? code,
            string? declineCode,
            string? param,
            string? requestId
        );

        [LoggerMessage(2, LogLevel.Warning, "The outcome of {Operation} at Stripe is unknown: {Reason} ({RequestId})")]
        public static partial void Unanswered(ILogger logger, string operation, string reason, string? requestId);
    }
}
