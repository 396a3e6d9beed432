using Community.Money;
using Community.Payments.Data;
using Community.Payments.Orders;
using Community.Payments.Stripe;
using Community.Payments.Webhooks;

namespace Community.Payments.Checkout;

internal enum CheckoutOutcome
{
    Ready,

    /// <summary>The order was paid before.</summary>
    AlreadyPaid,

    /// <summary>The order expired or was withdrawn.</summary>
    NotOpen,

    /// <summary>The order has no price in money.</summary>
    CreditsOnly,

    /// <summary>This method does not take the order's amount and currency.</summary>
    MethodRefused,

    /// <summary>The provider refused the page.</summary>
    Refused,

    /// <summary>A payment is under way: there is nothing left for the buyer to do.</summary>
    BeingPaid,
}

/// <summary>The result of a checkout.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Payment">The payment with its session, if there is one.</param>
/// <param name="Code">Why it was refused: the provider's code.</param>
internal sealed record CheckoutResult(CheckoutOutcome Outcome, Payment? Payment = null, string? Code = null);

/// <summary>
/// Opens sessions at the provider, one at a time for each order. Asking again gives the same session; a session with other terms is closed
/// first, so that an order cannot be charged twice. The payment is written before the provider is asked, under an idempotency key of its
/// own, so that a crash in between leaves no unknown session.
/// <para>It works in scopes of its own: no transaction is open while the provider is asked.</para>
/// </summary>
internal sealed partial class CheckoutSessions(
    IServiceScopeFactory scopes,
    IStripe stripe,
    PaymentOptions options,
    TimeProvider clock,
    ILogger<CheckoutSessions> logger
)
{
    private const int MostRounds = 3;

    // Stripe takes 30 minutes to 24 hours; the order's own end closes a session earlier.
    private static readonly TimeSpan SessionTime = TimeSpan.FromHours(2);

    /// <summary>A session on which this order can be paid by this method.</summary>
    /// <exception cref="StripeUnavailableException">The provider cannot be asked at the moment. A repeat continues where this call
    /// stopped.</exception>
    /// <param name="orderId">The order.</param>
    /// <param name="method">One of <see cref="PaymentMethods"/>, without credits.</param>
    /// <param name="successUrl">Where the page leads after the payment.</param>
    /// <param name="cancelUrl">Where the page leads without a payment.</param>
    /// <param name="language">The language of mails to the buyer; null: not known.</param>
    /// <param name="cancellationToken">Ends the wait for the provider.</param>
    public async Task<CheckoutResult> StartAsync(
        Guid orderId,
        string method,
        string successUrl,
        string cancelUrl,
        string? language,
        CancellationToken cancellationToken
    )
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var (outcome, order, payment) = await ReserveAsync(orderId, method, successUrl, cancelUrl, language);
            if (outcome != CheckoutOutcome.Ready)
            {
                return new(outcome);
            }

            if (payment!.Method == method && payment.SuccessUrl == successUrl && payment.CancelUrl == cancelUrl)
            {
                return payment.SessionUrl is not null
                    ? new(CheckoutOutcome.Ready, payment)
                    : await OpenAsync(order!, payment, cancellationToken);
            }

            await CloseAsync(order!, payment, cancellationToken);
        }

        // Each round closed a page. A page that stays open is complete and not paid yet, or other requests open pages at this moment.
        return new(CheckoutOutcome.BeingPaid);
    }

    /// <summary>Makes sure that a session cannot be paid any more. The session may turn out to have been paid.</summary>
    /// <exception cref="StripeUnavailableException">The provider cannot be asked at the moment.</exception>
    public async Task CloseAsync(Order order, Payment payment, CancellationToken cancellationToken)
    {
        if (payment.SessionId is null)
        {
            // The provider may have a session that never became known here: the same key brings it back.
            var opened = await OpenAsync(order, payment, cancellationToken);
            if (opened.Payment?.SessionId is null)
            {
                return;
            }

            payment = opened.Payment;
        }

        StripeCheckoutSession session;
        try
        {
            session = await stripe.ExpireCheckoutSessionAsync(
                payment.SessionId!,
                $"{payment.Id}-expire-{Guid.CreateVersion7(clock.GetUtcNow()):N}",
                cancellationToken
            );
        }
        catch (StripeRefusedException)
        {
            session = await stripe.GetCheckoutSessionAsync(payment.SessionId!, cancellationToken);
        }

        await ApplyAsync(session);
    }

    /// <summary>Asks the provider for a session's state, and applies it.</summary>
    public async Task CheckAsync(Payment payment, CancellationToken cancellationToken) =>
        await ApplyAsync(await stripe.GetCheckoutSessionAsync(payment.SessionId!, cancellationToken));

    /// <summary>Asks the provider for a session, and stores it.</summary>
    public async Task<CheckoutResult> OpenAsync(Order order, Payment payment, CancellationToken cancellationToken)
    {
        StripeCheckoutSession session;
        try
        {
            session = await stripe.CreateCheckoutSessionAsync(NewSession(order, payment), payment.Id.ToString(), cancellationToken);
        }
        catch (StripeRefusedException refusal)
        {
            await scopes.ApplyAsync(order.Id, new CloseSession(payment.Id, refusal.Code ?? "refused"));
            Log.Refused(logger, payment.Id, refusal.Message);
            return new(CheckoutOutcome.Refused, Code: refusal.Code ?? "refused");
        }
        catch (StripeUnavailableException failure) when (failure.IsRemembered)
        {
            // Under this key the request would fail for a day. If a page was made all the same, no client was given its address, so it
            // cannot be paid.
            await scopes.ApplyAsync(order.Id, new CloseSession(payment.Id, "provider_error"));
            throw;
        }

        return await NoteAsync(order.Id, payment.Id, session);
    }

    private async Task<(CheckoutOutcome Outcome, Order? Order, Payment? Payment)> ReserveAsync(
        Guid orderId,
        string method,
        string successUrl,
        string cancelUrl,
        string? language
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        var orders = scope.ServiceProvider.GetRequiredService<OrderStore>();
        return await scope
            .ServiceProvider.GetRequiredService<PaymentsDb>()
            .InTransactionAsync<(CheckoutOutcome, Order?, Payment?)>(async () =>
            {
                var now = clock.GetUtcNow();
                if (await orders.LockAsync(orderId) is not { } state)
                {
                    return (CheckoutOutcome.NotOpen, null, null);
                }

                if (Refusal(state.Order, now) is { } refusal)
                {
                    return (refusal, null, null);
                }

                if (!ChargeMethods.For(state.Order.AmountCents, state.Order.Currency).Contains(method, StringComparer.Ordinal))
                {
                    return (CheckoutOutcome.MethodRefused, state.Order, null);
                }

                if (state.Payments.FirstOrDefault(payment => payment.IsOpen) is { } open)
                {
                    return (CheckoutOutcome.Ready, state.Order, open);
                }

                var payment = new Payment
                {
                    Id = Guid.CreateVersion7(now),
                    OrderId = orderId,
                    Method = method,
                    Status = PaymentStatus.Creating,
                    Amount = state.Order.AmountCents,
                    Currency = state.Order.Currency,
                    SuccessUrl = successUrl,
                    CancelUrl = cancelUrl,
                    Language = language,
                    CreatedAt = now,
                    NextCheckAt = now + options.FirstCheck,
                };
                state.Add(payment);
                await orders.WriteAsync([state]);
                return (CheckoutOutcome.Ready, state.Order, payment);
            });
    }

    private static CheckoutOutcome? Refusal(Order order, DateTimeOffset now) =>
        order switch
        {
            { PaidAt: not null } => CheckoutOutcome.AlreadyPaid,
            { Status: not OrderStatus.Open } => CheckoutOutcome.NotOpen,
            _ when order.ExpiresAt <= now => CheckoutOutcome.NotOpen,
            { AmountCents: 0 } => CheckoutOutcome.CreditsOnly,
            _ => null,
        };

    private async Task<CheckoutResult> NoteAsync(Guid orderId, Guid paymentId, StripeCheckoutSession session)
    {
        await using var scope = scopes.CreateAsyncScope();
        var orders = scope.ServiceProvider.GetRequiredService<OrderStore>();
        return await scope
            .ServiceProvider.GetRequiredService<PaymentsDb>()
            .InTransactionAsync(async () =>
            {
                var state = (await orders.LockAsync(orderId))!;
                var payment = state.Find(paymentId)!;
                if (payment.Status == PaymentStatus.Creating)
                {
                    (payment.Status, payment.SessionId, payment.SessionUrl) = (PaymentStatus.Pending, session.Id, session.Url);
                    await orders.WriteAsync([state]);
                }

                return new CheckoutResult(
                    payment.Status == PaymentStatus.Succeeded ? CheckoutOutcome.AlreadyPaid
                        : state.Order.Status == OrderStatus.Open ? CheckoutOutcome.Ready
                        : CheckoutOutcome.NotOpen,
                    payment
                );
            });
    }

    private async Task ApplyAsync(StripeCheckoutSession session)
    {
        await using var scope = scopes.CreateAsyncScope();
        var facts = scope.ServiceProvider.GetRequiredService<StripeFacts>();
        await scope.ServiceProvider.GetRequiredService<PaymentsDb>().InTransactionAsync(() => facts.ApplyAsync(StripeLookup.Of(session)));
    }

    private static NewCheckoutSession NewSession(Order order, Payment payment) =>
        new()
        {
            Mode = CheckoutMode.Payment,
            Line = NewLineItem.OfAmount(order.Description, payment.Amount, payment.Currency),
            PaymentMethod = payment.Method,
            SuccessUrl = payment.SuccessUrl!,
            CancelUrl = payment.CancelUrl!,
            ClientReferenceId = order.Id.ToString(),
            Metadata = StripeLookup.MetadataOf(payment),
            // Always the same time, however late the request is repeated: another value under the same key would be refused.
            ExpiresAt = payment.CreatedAt + SessionTime,
        };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The provider refused a page for payment {PaymentId}: {Reason}")]
        public static partial void Refused(ILogger logger, Guid paymentId, string reason);
    }
}
