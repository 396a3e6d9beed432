using Community.Payments.Data;
using Community.Payments.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Subscriptions;

/// <summary>
/// Applies Stripe's facts to subscriptions, whatever their source: a webhook, the reconciler, an answer. Stripe's objects have no version
/// and its events come in any order, so the object in an event is only a hint: the subscription is fetched and applied in its present
/// state, and fetched again if another state was applied meanwhile. So events in any order, repeated or days late, have the same result.
/// <para>It works in scopes and transactions of its own: a caller's transaction, and its failure, do not matter.</para>
/// </summary>
internal sealed class SubscriptionFacts(IServiceScopeFactory scopes, IStripe stripe)
{
    private const int MostRounds = 10;

    /// <summary>A subscription was created, changed or ended.</summary>
    /// <exception cref="StripeUnavailableException">Stripe cannot be asked at the moment; repeat it later.</exception>
    public Task ApplyAsync(StripeSubscription hint, CancellationToken cancellationToken = default) =>
        RefreshAsync(hint.Id, cancellationToken);

    /// <summary>A checkout page was completed or has expired. A page of another mode is ignored.</summary>
    /// <inheritdoc cref="ApplyAsync(StripeSubscription, CancellationToken)"/>
    public async Task ApplyAsync(StripeCheckoutSession session, CancellationToken cancellationToken = default)
    {
        if (session.Mode != CheckoutMode.Subscription)
        {
            return;
        }

        if (session.SubscriptionId is { } subscription)
        {
            await RefreshAsync(subscription, cancellationToken);
        }
        else if (session.Status == "expired")
        {
            await InTransactionAsync(
                async (db, store) =>
                {
                    if (
                        await db
                            .Subscriptions.AsNoTracking()
                            .SingleOrDefaultAsync(ours => ours.SessionId == session.Id, CancellationToken.None) is
                        { } known
                    )
                    {
                        var (subscriber, ours) = await store.LockRowsAsync(known.SubscriberId, known.Id);
                        if (ours.StripeSubscriptionId is null)
                        {
                            await store.EndWaitingAsync(subscriber, ours);
                        }
                    }

                    return true;
                }
            );
        }
    }

    /// <summary>An invoice was paid. An invoice of no subscription of ours is ignored.</summary>
    /// <inheritdoc cref="ApplyAsync(StripeSubscription, CancellationToken)"/>
    public async Task ApplyInvoicePaidAsync(StripeInvoice invoice, CancellationToken cancellationToken = default)
    {
        if (invoice.SubscriptionId is { } subscription)
        {
            await RefreshAsync(subscription, cancellationToken);
            await BookAsync(subscription, invoice.Id, cancellationToken);
        }
    }

    /// <summary>An invoice could not be paid. The state of Stripe's subscription decides the consequence.</summary>
    /// <inheritdoc cref="ApplyAsync(StripeSubscription, CancellationToken)"/>
    public Task ApplyInvoiceFailedAsync(StripeInvoice invoice, CancellationToken cancellationToken = default) =>
        invoice.SubscriptionId is { } subscription ? RefreshAsync(subscription, cancellationToken) : Task.CompletedTask;

    /// <summary>Applies the present state of a subscription at Stripe, and books its paid invoices.</summary>
    /// <inheritdoc cref="ApplyAsync(StripeSubscription, CancellationToken)"/>
    public async Task RefreshAsync(string stripeSubscriptionId, CancellationToken cancellationToken = default)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var seen = await AppliedAsync(stripeSubscriptionId);
            StripeSubscription stripes;
            try
            {
                stripes = await stripe.GetSubscriptionAsync(stripeSubscriptionId, cancellationToken);
            }
            catch (StripeRefusedException missing) when (missing.IsMissing)
            {
                // It belongs to another account, or to a test that was wiped.
                return;
            }

            if (await TryApplyAsync(stripes, seen))
            {
                await BookAllAsync(stripes, cancellationToken);
                return;
            }
        }

        var busy = $"Subscription {stripeSubscriptionId} changes too often to be read.";
        throw new StripeUnavailableException(busy, new TimeoutException(busy));
    }

    /// <summary>Applies a fetched state.</summary>
    /// <param name="stripes">As it was fetched.</param>
    /// <param name="seen">The count of applied states before it was fetched; null: none.</param>
    /// <returns>False: another state was applied since, and the fetched one may be older.</returns>
    internal Task<bool> TryApplyAsync(StripeSubscription stripes, long? seen) =>
        InTransactionAsync(
            async (_, store) =>
            {
                if (await store.LockAsync(stripes.Id, stripes.Metadata) is not var (subscriber, ours))
                {
                    return true;
                }

                if ((ours.StripeSubscriptionId is null ? null : ours.Applied) != seen)
                {
                    return false;
                }

                await store.ApplyAsync(subscriber, ours, stripes);
                return true;
            }
        );

    /// <summary>If the latest invoice is not booked yet, the events of earlier ones may be lost too.</summary>
    private async Task BookAllAsync(StripeSubscription stripes, CancellationToken cancellationToken)
    {
        if (stripes.LatestInvoiceId is not { } latest || await IsBookedOrNotOursAsync(stripes.Id, latest))
        {
            return;
        }

        await foreach (var invoice in stripe.ListPaidInvoicesAsync(stripes.Id, cancellationToken))
        {
            await BookAsync(stripes.Id, invoice.Id, cancellationToken);
        }
    }

    private async Task BookAsync(string stripeSubscriptionId, string invoiceId, CancellationToken cancellationToken)
    {
        if (await IsBookedOrNotOursAsync(stripeSubscriptionId, invoiceId))
        {
            return;
        }

        // An event has no payment in it, and may be old.
        var invoice = await stripe.GetInvoiceAsync(invoiceId, cancellationToken);
        if (invoice.Status != "paid" || invoice.SubscriptionId != stripeSubscriptionId)
        {
            return;
        }

        await InTransactionAsync(
            async (_, store) =>
            {
                if (await store.LockAsync(stripeSubscriptionId, invoice.SubscriptionMetadata) is var (subscriber, ours))
                {
                    await store.BookAsync(subscriber, ours, invoice);
                }

                return true;
            }
        );
    }

    private async Task<long?> AppliedAsync(string stripeSubscriptionId)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<PaymentsDb>()
            .Subscriptions.AsNoTracking()
            .Where(ours => ours.StripeSubscriptionId == stripeSubscriptionId)
            .Select(ours => (long?)ours.Applied)
            .SingleOrDefaultAsync();
    }

    private async Task<bool> IsBookedOrNotOursAsync(string stripeSubscriptionId, string invoiceId)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDb>();
        return await db.SubscriptionInvoices.AnyAsync(known => known.InvoiceId == invoiceId)
            || !await db.Subscriptions.AnyAsync(ours => ours.StripeSubscriptionId == stripeSubscriptionId);
    }

    private async Task<T> InTransactionAsync<T>(Func<PaymentsDb, SubscriptionStore, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDb>();
        return await db.InTransactionAsync(() => work(db, scope.ServiceProvider.GetRequiredService<SubscriptionStore>()));
    }
}
