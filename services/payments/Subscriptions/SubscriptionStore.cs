using Community.Contracts.Payments;
using Community.Payments.Data;
using Community.Payments.Erasure;
using Community.Payments.Orders;
using Community.Payments.Plans;
using Community.Payments.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Subscriptions;

/// <summary>
/// Reads and writes a person's subscriptions, in the open transaction and under the lock of the subscriber. That lock is taken before the
/// lock of any order.
/// </summary>
internal sealed class SubscriptionStore(PaymentsDb db, OrderStore orders, SubscriptionOptions options, TimeProvider clock)
{
    /// <summary>Locks the person's subscriber, and makes it if there is none.</summary>
    /// <exception cref="Platform.Http.Problems.ProblemException">404: the person is erased.</exception>
    public async Task<Subscriber> LockAsync(Guid userId)
    {
        // The row first, as an erasure does: both in the other order would wait for each other.
        var found = await db.Subscribers.FromSql($"SELECT * FROM subscribers WHERE user_id = {userId} FOR UPDATE").ToListAsync();
        if (found is [var subscriber])
        {
            return subscriber;
        }

        await db.HoldOrRefuseAsync(userId);
        var now = clock.GetUtcNow();
        return (
            await db
                .Subscribers.FromSql(
                    $"""
                    INSERT INTO subscribers (id, user_id, created_at) VALUES ({Guid.CreateVersion7(now)}, {userId}, {now})
                    ON CONFLICT (user_id) DO UPDATE SET user_id = excluded.user_id RETURNING *
                    """
                )
                .ToListAsync()
        ).Single();
    }

    /// <summary>Writes a new subscription of a locked subscriber.</summary>
    public Task AddAsync(Subscription ours)
    {
        db.Subscriptions.Add(ours);
        return db.SaveChangesAsync();
    }

    /// <summary>Claims due work, and puts it off: then another instance does it again, also after a crash.</summary>
    public Task<List<Subscription>> ClaimDueAsync(int most, TimeSpan first, TimeSpan longest, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return db
            .Subscriptions.FromSql(
                $"""
                UPDATE subscriptions SET checks = checks + 1, next_check_at = {now} + least({first} * power(2, least(checks, 20)), {longest})
                WHERE id IN (
                    SELECT id FROM subscriptions WHERE next_check_at <= {now} ORDER BY next_check_at LIMIT {most} FOR UPDATE SKIP LOCKED)
                RETURNING *
                """
            )
            .AsNoTracking()
            .ToListAsync(cancellationToken);
    }

    /// <summary>The subscriber's subscription that is running or requested.</summary>
    public Task<Subscription?> FindCurrentAsync(Subscriber subscriber) =>
        db.Subscriptions.SingleOrDefaultAsync(subscription =>
            subscription.SubscriberId == subscriber.Id && subscription.Status != SubscriptionStatus.Ended
        );

    /// <summary>
    /// Our subscription for Stripe's, with its subscriber locked; null: it is none of ours. It is found by Stripe's id, or, before that is
    /// known, by our metadata.
    /// </summary>
    public async Task<(Subscriber Subscriber, Subscription Subscription)?> LockAsync(
        string stripeSubscriptionId,
        IReadOnlyDictionary<string, string> metadata
    )
    {
        var named = Guid.TryParse(metadata.GetValueOrDefault(MetadataKey), out var id) ? id : Guid.Empty;
        var found = await db
            .Subscriptions.AsNoTracking()
            .Where(subscription =>
                subscription.StripeSubscriptionId == stripeSubscriptionId
                || (subscription.Id == named && subscription.StripeSubscriptionId == null)
            )
            .OrderByDescending(subscription => subscription.StripeSubscriptionId != null)
            .Select(subscription => new { subscription.Id, subscription.SubscriberId })
            .FirstOrDefaultAsync();
        return found is null ? null : await LockRowsAsync(found.SubscriberId, found.Id);
    }

    /// <summary>A subscription of ours, with its subscriber locked.</summary>
    public async Task<(Subscriber Subscriber, Subscription Subscription)> LockRowsAsync(Guid subscriberId, Guid subscriptionId)
    {
        var subscriber = (
            await db.Subscribers.FromSql($"SELECT * FROM subscribers WHERE id = {subscriberId} FOR UPDATE").ToListAsync()
        ).Single();
        return (subscriber, await db.Subscriptions.SingleAsync(subscription => subscription.Id == subscriptionId));
    }

    /// <summary>The metadata that marks Stripe's objects as ours.</summary>
    public static Dictionary<string, string> MetadataOf(Subscription subscription) =>
        new(StringComparer.Ordinal) { [MetadataKey] = subscription.Id.ToString() };

    private const string MetadataKey = "subscription_id";

    /// <summary>Applies the state of Stripe's subscription. Of two paid ones, the first stays.</summary>
    public async Task ApplyAsync(Subscriber subscriber, Subscription ours, StripeSubscription stripes)
    {
        var (before, now) = (Facts.Of(ours), clock.GetUtcNow());
        var isAlive = stripes.Status is not ("incomplete" or "incomplete_expired" or "canceled");
        if (isAlive && ours.Status == SubscriptionStatus.Ended && !await TryReviveAsync(subscriber, ours, now))
        {
            await SendBackAsync(ours, stripes, now);
        }
        else
        {
            SubscriptionRules.Apply(ours, stripes, await PlanOfAsync(stripes), options.Grace, now);
            ours.NextCheckAt = SubscriptionRules.NextCheck(ours, now);
        }

        ours.Applied++;
        await WriteAsync(subscriber, ours, before, now);
    }

    /// <summary>Ends a subscription that was never paid.</summary>
    public async Task EndWaitingAsync(Subscriber subscriber, Subscription ours)
    {
        var (before, now) = (Facts.Of(ours), clock.GetUtcNow());
        if (ours.IsWaiting)
        {
            (ours.Status, ours.EndedAt) = (SubscriptionStatus.Ended, now);
        }

        (ours.NextCheckAt, ours.Closing) = (null, null);
        await WriteAsync(subscriber, ours, before, now);
    }

    /// <summary>Marks it for cancellation at Stripe at once.</summary>
    public async Task CloseAsync(Subscriber subscriber, Subscription ours, string reason)
    {
        var (before, now) = (Facts.Of(ours), clock.GetUtcNow());
        (ours.Closing, ours.NextCheckAt) = (ours.Closing ?? reason, now);
        await WriteAsync(subscriber, ours, before, now);
    }

    /// <summary>Books a paid invoice, once: the money gets an order of its own, fulfilled at once.</summary>
    public async Task BookAsync(Subscriber subscriber, Subscription ours, StripeInvoice invoice)
    {
        if (invoice.AmountPaid <= 0 || await db.SubscriptionInvoices.AnyAsync(known => known.InvoiceId == invoice.Id))
        {
            return;
        }

        var now = clock.GetUtcNow();
        var order = OrderStore.Open(
            db,
            new(
                subscriber.UserId ?? Guid.Empty,
                SubscriptionGoods.OfSubscriptions,
                ReferenceOf(invoice.Id),
                DescriptionOf(ours, invoice),
                invoice.AmountPaid,
                invoice.Currency,
                PriceCredits: null,
                TimeSpan.FromHours(1)
            ),
            now
        );
        order.UserId = subscriber.UserId;
        db.SubscriptionInvoices.Add(
            new SubscriptionInvoice
            {
                InvoiceId = invoice.Id,
                SubscriptionId = ours.Id,
                OrderId = order.Id,
            }
        );
        var payment = new Payment
        {
            Id = Guid.CreateVersion7(now),
            OrderId = order.Id,
            Method = ours.PaymentMethod,
            Status = PaymentStatus.Creating,
            Amount = invoice.AmountPaid,
            Currency = order.Currency,
            InvoiceId = invoice.Id,
            Language = ours.Language,
            CreatedAt = now,
        };
        var state = new OrderState(order, [], []);
        state.Add(payment);
        OrderState.Apply(state, new Pay(payment.Id, invoice.AmountPaid, invoice.PaymentIntentId), now);
        await orders.WriteAsync([state]);
        if (ours.IsSuperfluous)
        {
            await RefundAsync(order.Id);
        }
    }

    /// <summary>If a subscription ended but was paid all the same, the person has it again, unless another one is paid.</summary>
    private async Task<bool> TryReviveAsync(Subscriber subscriber, Subscription ours, DateTimeOffset now)
    {
        if (ours.IsSuperfluous || await FindCurrentAsync(subscriber) is { IsRunning: true })
        {
            return false;
        }

        // A later request that is not paid gives way: SubscriptionWork closes its page.
        if (await FindCurrentAsync(subscriber) is { } waiting)
        {
            (waiting.Status, waiting.EndedAt, waiting.NextCheckAt) = (SubscriptionStatus.Ended, now, now);
            await db.SaveChangesAsync();
        }

        return true;
    }

    private async Task SendBackAsync(Subscription ours, StripeSubscription stripes, DateTimeOffset now)
    {
        (ours.StripeSubscriptionId, ours.Closing, ours.NextCheckAt) = (stripes.Id, ClosingReason.SubscribedTwice, now);
        if (!ours.IsSuperfluous)
        {
            ours.IsSuperfluous = true;
            foreach (
                var orderId in await db
                    .SubscriptionInvoices.Where(known => known.SubscriptionId == ours.Id)
                    .Select(known => known.OrderId)
                    .ToListAsync()
            )
            {
                await RefundAsync(orderId);
            }
        }
    }

    private Task<OrderOutcome> RefundAsync(Guid orderId) => orders.ApplyAsync(orderId, new AskRefund(ClosingReason.SubscribedTwice));

    private async Task<Plan?> PlanOfAsync(StripeSubscription stripes)
    {
        var code = await db.PlanPrices.Where(price => price.PriceId == stripes.PriceId).Select(price => price.Plan).SingleOrDefaultAsync();
        return Plan.All.FirstOrDefault(plan =>
            code is null ? plan.AmountCents is not null && plan.LookupKey == stripes.PriceLookupKey : plan.Code == code
        );
    }

    private async Task WriteAsync(Subscriber subscriber, Subscription ours, Facts before, DateTimeOffset now)
    {
        var after = Facts.Of(ours);
        ours.Checks = after == before ? ours.Checks : 0;
        if (after != before && subscriber.UserId is { } user)
        {
            await db.SaveChangesAsync();
            if (after.Announced is { } status && after.WithoutEnd != before.WithoutEnd)
            {
                subscriber.Version++;
                db.Publish(
                    new SubscriptionChanged(
                        Guid.CreateVersion7(now),
                        now,
                        user,
                        subscriber.Version,
                        ours.Plan,
                        status,
                        ours.CurrentPeriodEnd
                    )
                );
            }

            await db.SaveChangesAsync();
            await db.RefreshEntitlementsAsync(user, now);
        }

        await db.SaveChangesAsync();
    }

    private static string DescriptionOf(Subscription ours, StripeInvoice invoice) =>
        invoice.PeriodEnd is { } end ? $"{Plan.Of(ours.Plan).Name}, until {end:yyyy-MM-dd}" : Plan.Of(ours.Plan).Name;

    /// <summary>An invoice's id as a reference: the same one each time (RFC 9562, version 8).</summary>
    private static Guid ReferenceOf(string invoiceId)
    {
        var bytes = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(invoiceId)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The facts of a subscription that are published, or that entitlements depend on.</summary>
    private sealed record Facts(string Plan, string? NextPlan, string? Announced, DateTimeOffset? PeriodEnd, DateTimeOffset? EntitledUntil)
    {
        /// <summary>Without the fact that only entitlements depend on.</summary>
        public Facts WithoutEnd => this with { EntitledUntil = null };

        public static Facts Of(Subscription subscription) =>
            new(
                subscription.Plan,
                subscription.NextPlan,
                StatusOf(subscription),
                subscription.CurrentPeriodEnd,
                subscription.EntitledUntil
            );

        private static string? StatusOf(Subscription subscription) =>
            subscription switch
            {
                // It never began, so it is not published.
                { CurrentPeriodEnd: null } => null,
                { Status: SubscriptionStatus.Active, CancelAtPeriodEnd: true } => "cancelling",
                { IsWaiting: true } => null,
                _ => subscription.Status,
            };
    }
}
