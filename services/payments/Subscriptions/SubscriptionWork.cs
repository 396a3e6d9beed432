using Community.Payments.Data;
using Community.Payments.Stripe;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Subscriptions;

/// <summary>
/// Background work on subscriptions: asks Stripe about subscriptions of which no webhook has come, closes pages that must not be paid any
/// more, cancels subscriptions that are to end at once (a person erased, paid twice, not paid in time, a dispute lost) and deletes the
/// customers of erased people. All work is stored in a row before it begins, and put off while it fails.
/// </summary>
internal sealed class SubscriptionWork(
    IServiceScopeFactory scopes,
    IStripe stripe,
    StripeSubscriptions subscriptions,
    SubscriptionFacts facts,
    PaymentOptions options,
    TimeProvider clock,
    ILogger<SubscriptionWork> logger
) : PeriodicWork(options.Sweep, clock, logger)
{
    private const int AtOnce = 20;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    // An invoice is paid about when its period begins; the one before it began weeks earlier.
    private static readonly TimeSpan ADay = TimeSpan.FromDays(1);

    // Stripe ends an unpaid page after 24 hours.
    private static readonly TimeSpan PageIsOver = TimeSpan.FromHours(25);

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await CloseDisputedAsync(cancellationToken);
        await ProviderRound.EachAsync(
            await ClaimAsync(cancellationToken),
            due => due.Subscription.Id.ToString(),
            (due, cancellationToken) => DoAsync(due.Subscription, due.Subscriber, cancellationToken),
            logger,
            cancellationToken
        );
        await DeleteCustomersAsync(cancellationToken);
    }

    private Task DoAsync(Subscription ours, Subscriber subscriber, CancellationToken cancellationToken) =>
        ours switch
        {
            { Closing: not null, StripeSubscriptionId: { } id } => CancelAsync(id, cancellationToken),
            { StripeSubscriptionId: { } id } => CheckAsync(ours, id, cancellationToken),
            { SessionId: null, Status: SubscriptionStatus.Creating, Closing: null } => AbandonAsync(ours),
            { SessionId: null, Status: SubscriptionStatus.Ended } => ForgetCheckAsync(ours),
            { Status: SubscriptionStatus.Pending, Closing: null } => subscriptions.CheckPageAsync(ours, cancellationToken),
            _ => subscriptions.CloseAsync(subscriber, ours, cancellationToken),
        };

    private async Task CancelAsync(string stripeSubscriptionId, CancellationToken cancellationToken)
    {
        await stripe.CancelSubscriptionAsync(stripeSubscriptionId, cancellationToken);
        await facts.RefreshAsync(stripeSubscriptionId, cancellationToken);
    }

    private async Task CheckAsync(Subscription ours, string stripeSubscriptionId, CancellationToken cancellationToken)
    {
        await facts.RefreshAsync(stripeSubscriptionId, cancellationToken);
        await ChangeAsync(
            ours,
            (store, subscriber, row) =>
                row.Status == SubscriptionStatus.PastDue && row.GraceUntil <= Clock.GetUtcNow()
                    ? store.CloseAsync(subscriber, row, ClosingReason.NotPaidInTime)
                    : Task.CompletedTask
        );
    }

    /// <summary>A page that was never given to a client cannot be paid; a request that is repeated in time gets it.</summary>
    private Task AbandonAsync(Subscription ours) =>
        ours.CreatedAt + PageIsOver <= Clock.GetUtcNow()
            ? ChangeAsync(ours, static (store, subscriber, row) => store.EndWaitingAsync(subscriber, row))
            : Task.CompletedTask;

    private Task ForgetCheckAsync(Subscription ours) =>
        ChangeAsync(ours, static (store, subscriber, row) => store.EndWaitingAsync(subscriber, row));

    /// <summary>
    /// Marks the running subscriptions whose present period was paid by an invoice with a lost dispute: the next step cancels them at
    /// Stripe. A period that was paid stays, although an earlier one was lost. Not in the transaction of the dispute: that has the
    /// order's lock, and the subscriber's lock is taken before it.
    /// </summary>
    private async Task CloseDisputedAsync(CancellationToken cancellationToken)
    {
        List<Subscription> disputed;
        await using (var scope = scopes.CreateAsyncScope())
        {
            using var quiet = Quiet.Begin();
            var db = scope.ServiceProvider.GetRequiredService<PaymentsDb>();
            disputed = await db
                .Subscriptions.AsNoTracking()
                .Where(ours =>
                    (ours.Status == SubscriptionStatus.Active || ours.Status == SubscriptionStatus.PastDue)
                    && ours.Closing == null
                    && db.SubscriptionInvoices.Any(invoice =>
                        invoice.SubscriptionId == ours.Id
                        && db.Disputes.Any(dispute => dispute.OrderId == invoice.OrderId && dispute.IsLost)
                        && db.Orders.Any(order => order.Id == invoice.OrderId && order.CreatedAt >= ours.CurrentPeriodStart - ADay)
                    )
                )
                .OrderBy(ours => ours.Id)
                .Take(AtOnce)
                .ToListAsync(cancellationToken);
        }

        await ProviderRound.EachAsync(
            disputed,
            ours => ours.Id.ToString(),
            (ours, _) =>
                ChangeAsync(
                    ours,
                    static (store, subscriber, row) =>
                        row.IsRunning ? store.CloseAsync(subscriber, row, ClosingReason.DisputeLost) : Task.CompletedTask
                ),
            logger,
            cancellationToken
        );
    }

    private async Task ChangeAsync(Subscription ours, Func<SubscriptionStore, Subscriber, Subscription, Task> change)
    {
        await using var scope = scopes.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<SubscriptionStore>();
        await scope
            .ServiceProvider.GetRequiredService<PaymentsDb>()
            .InTransactionAsync(async () =>
            {
                var (subscriber, row) = await store.LockRowsAsync(ours.SubscriberId, ours.Id);
                await change(store, subscriber, row);
            });
    }

    private async Task<List<(Subscription Subscription, Subscriber Subscriber)>> ClaimAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDb>();
        var store = scope.ServiceProvider.GetRequiredService<SubscriptionStore>();
        var claimed = await store.ClaimDueAsync(AtOnce, options.FirstCheck, Longest, cancellationToken);
        var ids = claimed.ConvertAll(ours => ours.SubscriberId);
        var subscribers = await db
            .Subscribers.AsNoTracking()
            .Where(subscriber => ids.Contains(subscriber.Id))
            .ToDictionaryAsync(s => s.Id, cancellationToken);
        return claimed.ConvertAll(ours => (ours, subscribers[ours.SubscriberId]));
    }

    /// <summary>Once an erased person has no subscription left to end, the customer is deleted at Stripe too.</summary>
    private async Task DeleteCustomersAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDb>();
        List<Subscriber> over;
        using (Quiet.Begin())
        {
            over = await OverAsync(db, cancellationToken);
        }

        await ProviderRound.EachAsync(
            over,
            subscriber => subscriber.Id.ToString(),
            async (subscriber, cancellationToken) =>
            {
                await stripe.DeleteCustomerAsync(subscriber.StripeCustomerId!, cancellationToken);
                await db.Database.ExecuteSqlAsync(
                    $"UPDATE subscribers SET stripe_customer_id = NULL WHERE id = {subscriber.Id}",
                    CancellationToken.None
                );
            },
            logger,
            cancellationToken
        );
    }

    private static Task<List<Subscriber>> OverAsync(PaymentsDb db, CancellationToken cancellationToken) =>
        db
            .Subscribers.AsNoTracking()
            .Where(subscriber =>
                subscriber.UserId == null
                && subscriber.StripeCustomerId != null
                && !db.Subscriptions.Any(ours =>
                    ours.SubscriberId == subscriber.Id && (ours.Status != SubscriptionStatus.Ended || ours.NextCheckAt != null)
                )
            )
            .OrderBy(subscriber => subscriber.Id)
            .Take(AtOnce)
            .ToListAsync(cancellationToken);
}
