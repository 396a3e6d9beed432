using Community.Payments.Data;
using Community.Payments.Plans;
using Community.Payments.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Subscriptions;

/// <summary>The outcome of a request about a subscription.</summary>
internal enum SubscriptionOutcome
{
    /// <summary>There is a page to pay on.</summary>
    ToPay,

    /// <summary>The requested state is reached.</summary>
    Done,

    /// <summary>The plan is already the present one.</summary>
    AlreadySubscribed,

    /// <summary>A renewal is not paid: it must be paid first.</summary>
    PaymentOverdue,

    /// <summary>There is no subscription.</summary>
    NotSubscribed,

    /// <summary>The card was declined.</summary>
    Declined,

    /// <summary>Stripe does not take it this way.</summary>
    Refused,
}

/// <summary>The result of a request about a subscription.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Subscription">With its page, if there is one to pay on.</param>
/// <param name="Reason">Why not: Stripe's reason.</param>
internal sealed record SubscriptionResult(SubscriptionOutcome Outcome, Subscription? Subscription = null, string? Reason = null);

/// <summary>
/// Begins, changes and ends subscriptions at Stripe. A subscription is written before Stripe is asked for its page, under its own id as the
/// idempotency key, and a person has one at a time: two requests at once get the same page, and a crash in between leaves no unknown page.
/// Changes of a running subscription are made at Stripe and then read back.
/// <para>It works in scopes of its own: no transaction is open while Stripe is asked.</para>
/// </summary>
internal sealed partial class StripeSubscriptions(
    IServiceScopeFactory scopes,
    IStripe stripe,
    SubscriptionPrices prices,
    SubscriptionFacts facts,
    PaymentOptions options,
    TimeProvider clock,
    ILogger<StripeSubscriptions> logger
)
{
    private const int MostRounds = 10;

    // A page lives for 24 hours at Stripe; a buyer's later return opens a new one.
    private static readonly TimeSpan PageTime = TimeSpan.FromHours(23);

    /// <summary>
    /// Subscribes a user to a plan: a page to pay on if there is no subscription, an upgrade now, a downgrade with the next period.
    /// </summary>
    /// <exception cref="StripeUnavailableException">Stripe cannot be asked at the moment. A repeat continues where this call
    /// stopped.</exception>
    public async Task<SubscriptionResult> SubscribeAsync(Guid userId, SubscriptionWish wish, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var (subscriber, ours) = await ReserveAsync(userId, wish);
            if (ours.IsRunning)
            {
                return await ChangeAsync(ours, wish, cancellationToken);
            }

            if (ours.CreatedAt > clock.GetUtcNow() - PageTime && wish.IsFor(ours))
            {
                return ours.SessionUrl is not null
                    ? new(SubscriptionOutcome.ToPay, ours)
                    : await OpenAsync(subscriber, ours, cancellationToken);
            }

            await CloseAsync(subscriber, ours, cancellationToken);
        }

        // Each round ends another request's page; if there is one again, other requests run at the same time.
        return new(SubscriptionOutcome.Refused, Reason: "too_many_at_once");
    }

    /// <summary>Ends the person's subscription with the paid period; an unpaid request ends at once.</summary>
    /// <exception cref="StripeUnavailableException">Stripe cannot be asked at the moment.</exception>
    public async Task<SubscriptionResult> CancelAsync(Guid userId, CancellationToken cancellationToken)
    {
        var (subscriber, ours) = await FindAsync(userId);
        if (ours is { IsWaiting: true })
        {
            await CloseAsync(subscriber!, ours, cancellationToken);
            (_, ours) = await FindAsync(userId); // it may have been paid before it was closed
        }

        return ours is null ? new(SubscriptionOutcome.Done) : await SetCancelAsync(ours, cancels: true, cancellationToken);
    }

    /// <summary>Takes a cancellation back, until the period ends.</summary>
    /// <exception cref="StripeUnavailableException">Stripe cannot be asked at the moment.</exception>
    public async Task<SubscriptionResult> ResumeAsync(Guid userId, CancellationToken cancellationToken) =>
        (await FindAsync(userId)).Subscription is { IsRunning: true } ours
            ? await SetCancelAsync(ours, cancels: false, cancellationToken)
            : new(SubscriptionOutcome.NotSubscribed);

    /// <summary>Asks Stripe for the state of a subscription's page, and applies it.</summary>
    /// <exception cref="StripeUnavailableException">Stripe cannot be asked at the moment.</exception>
    public async Task CheckPageAsync(Subscription ours, CancellationToken cancellationToken) =>
        await facts.ApplyAsync(await stripe.GetCheckoutSessionAsync(ours.SessionId!, cancellationToken), cancellationToken);

    /// <summary>Makes sure that an unpaid page cannot be paid any more. It may turn out to have been paid.</summary>
    /// <exception cref="StripeUnavailableException">Stripe cannot be asked at the moment.</exception>
    public async Task CloseAsync(Subscriber subscriber, Subscription ours, CancellationToken cancellationToken)
    {
        if (ours.SessionId is null)
        {
            // Stripe may have a page that never became known here: the same key brings it back.
            var opened = await OpenAsync(subscriber, ours, cancellationToken);
            if (opened.Subscription?.SessionId is null)
            {
                return;
            }

            ours = opened.Subscription;
        }

        StripeCheckoutSession session;
        try
        {
            session = await stripe.ExpireCheckoutSessionAsync(ours.SessionId!, NewKey(), cancellationToken);
        }
        catch (StripeRefusedException)
        {
            session = await stripe.GetCheckoutSessionAsync(ours.SessionId!, cancellationToken);
        }

        await facts.ApplyAsync(session, cancellationToken);
    }

    // --- beginning --------------------------------------------------------------------------------------------------

    private async Task<(Subscriber Subscriber, Subscription Subscription)> ReserveAsync(Guid userId, SubscriptionWish wish)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDb>();
        var store = scope.ServiceProvider.GetRequiredService<SubscriptionStore>();
        return await db.InTransactionAsync(async () =>
        {
            var subscriber = await store.LockAsync(userId);
            if (await store.FindCurrentAsync(subscriber) is { } current)
            {
                return (subscriber, current);
            }

            var now = clock.GetUtcNow();
            var ours = new Subscription
            {
                Id = Guid.CreateVersion7(now),
                SubscriberId = subscriber.Id,
                Plan = wish.Plan.Code,
                Status = SubscriptionStatus.Creating,
                PaymentMethod = wish.PaymentMethod,
                SuccessUrl = wish.SuccessUrl,
                CancelUrl = wish.CancelUrl,
                Language = wish.Language,
                CreatedAt = now,
                NextCheckAt = now + options.FirstCheck,
            };
            await store.AddAsync(ours);
            return (subscriber, ours);
        });
    }

    private async Task<SubscriptionResult> OpenAsync(Subscriber subscriber, Subscription ours, CancellationToken cancellationToken)
    {
        try
        {
            var session = await stripe.CreateCheckoutSessionAsync(
                new NewCheckoutSession
                {
                    Mode = CheckoutMode.Subscription,
                    Line = NewLineItem.OfPrice(await prices.EnsureAsync(Plan.Of(ours.Plan), cancellationToken)),
                    PaymentMethod = ours.PaymentMethod,
                    SuccessUrl = ours.SuccessUrl,
                    CancelUrl = ours.CancelUrl,
                    ClientReferenceId = ours.Id.ToString(),
                    CustomerId = await CustomerOfAsync(subscriber, cancellationToken),
                    Metadata = SubscriptionStore.MetadataOf(ours),
                },
                ours.Id.ToString(),
                cancellationToken
            );
            return new(SubscriptionOutcome.ToPay, await NoteAsync(ours, session));
        }
        catch (StripeRefusedException refusal)
        {
            Log.Refused(logger, ours.Id, refusal.Message);
            prices.Forget();
            await InTransactionAsync(ours, static (store, subscriber, row) => store.EndWaitingAsync(subscriber, row));
            return new(SubscriptionOutcome.Refused, Reason: refusal.Code ?? "refused");
        }
        catch (StripeUnavailableException failure) when (failure.IsRemembered)
        {
            // If no client was given a page, none can be paid; a repeated request begins anew, under another key.
            await InTransactionAsync(
                ours,
                static (store, subscriber, row) => row.SessionId is null ? store.EndWaitingAsync(subscriber, row) : Task.CompletedTask
            );
            throw;
        }
    }

    private async Task<string> CustomerOfAsync(Subscriber subscriber, CancellationToken cancellationToken)
    {
        if (subscriber.StripeCustomerId is { } known)
        {
            return known;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDb>();
        try
        {
            var key = $"{subscriber.Id}:{subscriber.CustomerFailures}";
            var customer = await stripe.CreateCustomerAsync(new NewCustomer(subscriber.UserId ?? Guid.Empty), key, cancellationToken);
            await db.Database.ExecuteSqlAsync(
                $"UPDATE subscribers SET stripe_customer_id = {customer.Id} WHERE id = {subscriber.Id}",
                CancellationToken.None
            );
            return customer.Id;
        }
        catch (StripeUnavailableException failure) when (failure.IsRemembered)
        {
            await db.Database.ExecuteSqlAsync(
                $"UPDATE subscribers SET customer_failures = {subscriber.CustomerFailures + 1} WHERE id = {subscriber.Id}",
                CancellationToken.None
            );
            throw;
        }
    }

    private async Task<Subscription> NoteAsync(Subscription ours, StripeCheckoutSession session) =>
        await InTransactionAsync(
            ours,
            (_, _, row) =>
            {
                if (row.Status == SubscriptionStatus.Creating)
                {
                    row.Status = SubscriptionStatus.Pending;
                }

                // Another request may have ended it meanwhile: its page still has to be closed, and so must be known.
                (row.SessionId, row.SessionUrl, row.NextCheckAt) = (session.Id, session.Url, row.NextCheckAt ?? clock.GetUtcNow());
                return Task.CompletedTask;
            }
        );

    // --- changing ---------------------------------------------------------------------------------------------------

    private async Task<SubscriptionResult> ChangeAsync(Subscription ours, SubscriptionWish wish, CancellationToken cancellationToken)
    {
        var (plan, present, next) = (wish.Plan, Plan.Of(ours.Plan), ours.NextPlan);
        if (plan == present && next is null)
        {
            // The same request again: Stripe's event of the change came before the first answer.
            return new(
                wish.KeyId is { } key && ours.ChangedByKey == key ? SubscriptionOutcome.Done : SubscriptionOutcome.AlreadySubscribed,
                ours
            );
        }

        if (ours.Status == SubscriptionStatus.PastDue)
        {
            return new(SubscriptionOutcome.PaymentOverdue, ours);
        }

        try
        {
            if (plan.Code != next)
            {
                await RememberAsync(ours, wish.KeyId);
                await ChangePriceAsync(ours, plan, isUpgrade: plan.Rank > present.Rank, cancellationToken);
            }

            // The choice of a plan means that the subscription goes on.
            if (ours.CancelAtPeriodEnd)
            {
                await stripe.SetCancelAtPeriodEndAsync(ours.StripeSubscriptionId!, cancel: false, NewKey(), cancellationToken);
            }
        }
        catch (StripeRefusedException declined) when (declined.Type == "card_error")
        {
            return new(SubscriptionOutcome.Declined, ours, declined.DeclineCode ?? declined.Code);
        }
        catch (StripeRefusedException refusal)
        {
            Log.Refused(logger, ours.Id, refusal.Message);
            prices.Forget();
            await facts.RefreshAsync(ours.StripeSubscriptionId!, cancellationToken);
            return new(SubscriptionOutcome.Refused, ours, refusal.Code ?? "refused");
        }

        await facts.RefreshAsync(ours.StripeSubscriptionId!, cancellationToken);
        return new(SubscriptionOutcome.Done);
    }

    // Before Stripe is asked, so that a repeat is recognized however far the first request came.
    private Task RememberAsync(Subscription ours, Guid? keyId) =>
        keyId is null
            ? Task.CompletedTask
            : InTransactionAsync(
                ours,
                (_, _, row) =>
                {
                    row.ChangedByKey = keyId;
                    return Task.CompletedTask;
                }
            );

    // Making the same change twice is harmless: at a price that the subscription already has, Stripe bills nothing.
    private async Task ChangePriceAsync(Subscription ours, Plan plan, bool isUpgrade, CancellationToken cancellationToken)
    {
        var price = await prices.EnsureAsync(plan, cancellationToken);
        var stripes = await stripe.GetSubscriptionAsync(ours.StripeSubscriptionId!, cancellationToken);
        await stripe.ChangeSubscriptionPriceAsync(
            stripes.Id,
            stripes.ItemId!,
            price,
            isUpgrade ? ProrationBehavior.AlwaysInvoice : ProrationBehavior.None,
            NewKey(),
            isUpgrade ? PaymentBehavior.ErrorIfIncomplete : null,
            cancellationToken
        );
    }

    private async Task<SubscriptionResult> SetCancelAsync(Subscription ours, bool cancels, CancellationToken cancellationToken)
    {
        if (ours.CancelAtPeriodEnd == cancels)
        {
            return new(SubscriptionOutcome.Done);
        }

        try
        {
            await stripe.SetCancelAtPeriodEndAsync(ours.StripeSubscriptionId!, cancels, NewKey(), cancellationToken);
        }
        catch (StripeRefusedException refusal)
        {
            // It has ended at Stripe, and no event had arrived here.
            Log.Refused(logger, ours.Id, refusal.Message);
            await facts.RefreshAsync(ours.StripeSubscriptionId!, cancellationToken);
            return new(cancels ? SubscriptionOutcome.Done : SubscriptionOutcome.NotSubscribed);
        }

        await facts.RefreshAsync(ours.StripeSubscriptionId!, cancellationToken);
        return new(SubscriptionOutcome.Done);
    }

    // --- reading and writing ----------------------------------------------------------------------------------------

    private async Task<(Subscriber? Subscriber, Subscription? Subscription)> FindAsync(Guid userId)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDb>();
        var subscriber = await db.Subscribers.AsNoTracking().SingleOrDefaultAsync(subscriber => subscriber.UserId == userId);
        return (subscriber, subscriber is null ? null : await db.CurrentSubscriptionAsync(userId));
    }

    private async Task<Subscription> InTransactionAsync(Subscription ours, Func<SubscriptionStore, Subscriber, Subscription, Task> change)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDb>();
        var store = scope.ServiceProvider.GetRequiredService<SubscriptionStore>();
        return await db.InTransactionAsync(async () =>
        {
            var (subscriber, row) = await store.LockRowsAsync(ours.SubscriberId, ours.Id);
            await change(store, subscriber, row);
            await db.SaveChangesAsync();
            return row;
        });
    }

    // Each change has a key of its own: otherwise a stored answer would decline a card again.
    private string NewKey() => Guid.CreateVersion7(clock.GetUtcNow()).ToString();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Stripe refused a change of subscription {SubscriptionId}: {Reason}")]
        public static partial void Refused(ILogger logger, Guid subscriptionId, string reason);
    }
}

/// <summary>A request for a plan.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="PaymentMethod">The payment method.</param>
/// <param name="SuccessUrl">Where the page leads after the payment.</param>
/// <param name="CancelUrl">Where the page leads without a payment.</param>
/// <param name="KeyId">The request's Idempotency-Key (<c>IdempotencyKeyId</c>); null: it has none.</param>
/// <param name="Language">The language of mails to the subscriber; null: not known.</param>
internal sealed record SubscriptionWish(
    Plan Plan,
    string PaymentMethod,
    string SuccessUrl,
    string CancelUrl,
    Guid? KeyId = null,
    string? Language = null
)
{
    /// <summary>Whether that subscription's page can serve this request.</summary>
    public bool IsFor(Subscription waiting) =>
        (waiting.Plan, waiting.PaymentMethod, waiting.SuccessUrl, waiting.CancelUrl) == (Plan.Code, PaymentMethod, SuccessUrl, CancelUrl);
}
