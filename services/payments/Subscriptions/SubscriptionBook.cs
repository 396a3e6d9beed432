using Community.Contracts.Payments;
using Community.Payments.Data;
using Community.Payments.Orders;
using Community.Payments.Plans;
using Community.Payments.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Subscriptions;

/// <summary>
/// Reads and writes a person's subscriptions, in the transaction that is open and under the lock of the subscriber, which is taken before
/// any order's.
/// </summary>
internal sealed class SubscriptionBook(PaymentsDb db, OrderTransaction orders, SubscriptionOptions options, TimeProvider clock)
{
    /// <summary>Locks the person's subscriber, which is made if need be.</summary>
    public async Task<Subscriber> LockAsync(Guid userId)
    {
        var now = clock.GetUtcNow();
        return (await db.Subscribers.FromSql($"""
            INSERT INTO subscribers (id, user_id, created_at) VALUES ({Guid.CreateVersion7(now)}, {userId}, {now})
            ON CONFLICT (user_id) DO UPDATE SET user_id = excluded.user_id RETURNING *
            """).ToListAsync()).Single();
    }

    /// <summary>The subscriber's subscription that runs or is asked for.</summary>
    public Task<Subscription?> FindCurrentAsync(Subscriber subscriber) =>
        db.Subscriptions.SingleOrDefaultAsync(subscription => subscription.SubscriberId == subscriber.Id && subscription.Status != SubscriptionStatus.Ended);

    /// <summary>
    /// The subscription that Stripe's belongs to, with its subscriber locked; null: none of ours. It is known by Stripe's id, and before
    /// that by what we put into the metadata.
    /// </summary>
    public async Task<(Subscriber Subscriber, Subscription Subscription)?> LockAsync(string stripeSubscriptionId, IReadOnlyDictionary<string, string> metadata)
    {
        var named = Guid.TryParse(metadata.GetValueOrDefault(MetadataKey), out var id) ? id : Guid.Empty;
        var found = await db.Subscriptions.AsNoTracking()
            .Where(subscription => subscription.StripeSubscriptionId == stripeSubscriptionId || (subscription.Id == named && subscription.StripeSubscriptionId == null))
            .OrderByDescending(subscription => subscription.StripeSubscriptionId != null)
            .Select(subscription => new { subscription.Id, subscription.SubscriberId }).FirstOrDefaultAsync();
        return found is null ? null : await LockRowsAsync(found.SubscriberId, found.Id);
    }

    /// <summary>A subscription of ours, with its subscriber locked.</summary>
    public async Task<(Subscriber Subscriber, Subscription Subscription)> LockRowsAsync(Guid subscriberId, Guid subscriptionId)
    {
        var subscriber = (await db.Subscribers.FromSql($"SELECT * FROM subscribers WHERE id = {subscriberId} FOR UPDATE").ToListAsync()).Single();
        return (subscriber, await db.Subscriptions.SingleAsync(subscription => subscription.Id == subscriptionId));
    }

    /// <summary>What makes Stripe's objects known as ours.</summary>
    public static Dictionary<string, string> MetadataOf(Subscription subscription) => new(StringComparer.Ordinal) { [MetadataKey] = subscription.Id.ToString() };

    private const string MetadataKey = "subscription_id";

    /// <summary>Applies how Stripe's subscription stands. Of two that were paid, the first stays.</summary>
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

    /// <summary>Ends what was never paid.</summary>
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

    /// <summary>Notes that it is to be cancelled at Stripe at once.</summary>
    public async Task CloseAsync(Subscriber subscriber, Subscription ours, string reason)
    {
        var (before, now) = (Facts.Of(ours), clock.GetUtcNow());
        (ours.Closing, ours.NextCheckAt) = (ours.Closing ?? reason, now);
        await WriteAsync(subscriber, ours, before, now);
    }

    /// <summary>Books a paid invoice, once: money for an order of its own, handed over at once.</summary>
    public async Task BookAsync(Subscriber subscriber, Subscription ours, StripeInvoice invoice)
    {
        if (invoice.AmountPaid <= 0 || await db.SubscriptionInvoices.AnyAsync(known => known.InvoiceId == invoice.Id))
        {
            return;
        }

        var now = clock.GetUtcNow();
        var order = db.Open(
            new(subscriber.UserId ?? Guid.Empty, SubscriptionGoods.OfSubscriptions, ReferenceOf(invoice.Id), DescriptionOf(ours, invoice), invoice.AmountPaid,
                invoice.Currency, PriceCredits: null, TimeSpan.FromHours(1)),
            now);
        order.UserId = subscriber.UserId;
        db.SubscriptionInvoices.Add(new SubscriptionInvoice { InvoiceId = invoice.Id, SubscriptionId = ours.Id, OrderId = order.Id });
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
        var book = new OrderBook(order, [], []);
        book.Add(payment);
        OrderMachine.Apply(book, new Pay(payment.Id, invoice.AmountPaid, invoice.PaymentIntentId), now);
        await orders.WriteAsync([book]);
        if (ours.IsSuperfluous)
        {
            await RefundAsync(order.Id);
        }
    }

    /// <summary>A person whose subscription ended, and was paid all the same, has it; unless another one is paid.</summary>
    private async Task<bool> TryReviveAsync(Subscriber subscriber, Subscription ours, DateTimeOffset now)
    {
        if (ours.IsSuperfluous || await FindCurrentAsync(subscriber) is { IsRunning: true })
        {
            return false;
        }

        // What was asked for after it and is not paid gives way: its page is closed by SubscriptionWork.
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
            foreach (var orderId in await db.SubscriptionInvoices.Where(known => known.SubscriptionId == ours.Id).Select(known => known.OrderId).ToListAsync())
            {
                await RefundAsync(orderId);
            }
        }
    }

    private Task<OrderOutcome> RefundAsync(Guid orderId) => orders.ApplyAsync(orderId, new AskRefund(ClosingReason.SubscribedTwice));

    private async Task<Plan?> PlanOfAsync(StripeSubscription stripes)
    {
        var code = await db.PlanPrices.Where(price => price.PriceId == stripes.PriceId).Select(price => price.Plan).SingleOrDefaultAsync();
        return Plan.All.FirstOrDefault(plan => code is null ? plan.AmountCents is not null && plan.LookupKey == stripes.PriceLookupKey : plan.Code == code);
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
                db.Publish(new SubscriptionChanged(Guid.CreateVersion7(now), now, user, subscriber.Version, ours.Plan, status, ours.CurrentPeriodEnd));
            }

            await db.SaveChangesAsync();
            await db.RefreshEntitlementsAsync(user, now);
        }

        await db.SaveChangesAsync();
    }

    private static string DescriptionOf(Subscription ours, StripeInvoice invoice) =>
        invoice.PeriodEnd is { } end ? $"{Plan.Of(ours.Plan).Name}, until {end:yyyy-MM-dd}" : Plan.Of(ours.Plan).Name;

    /// <summary>An invoice's id as a reference: always the same for the same one (RFC 9562, version 8).</summary>
    private static Guid ReferenceOf(string invoiceId)
    {
        var bytes = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(invoiceId)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>What others are told of a subscription, or what they may do hangs on.</summary>
    private sealed record Facts(string Plan, string? NextPlan, string? Announced, DateTimeOffset? PeriodEnd, DateTimeOffset? EntitledUntil)
    {
        /// <summary>Without what only entitlements depend on.</summary>
        public Facts WithoutEnd => this with { EntitledUntil = null };

        public static Facts Of(Subscription subscription) => new(
            subscription.Plan, subscription.NextPlan, StatusOf(subscription), subscription.CurrentPeriodEnd, subscription.EntitledUntil);

        private static string? StatusOf(Subscription subscription) => subscription switch
        {
            // It never began, for those who only hear of what does.
            { CurrentPeriodEnd: null } => null,
            { Status: SubscriptionStatus.Active, CancelAtPeriodEnd: true } => "cancelling",
            { IsWaiting: true } => null,
            _ => subscription.Status,
        };
    }
}
