using Community.Contracts.Payments;

namespace Community.Social.PaidAccess;

/// <summary>
/// The one place where an order for access changes its status. Plain and without input or output: it reads and writes an
/// <see cref="AccessBook"/>, under the lock of the community. What payments says may come in any order, any number of times, and days late.
/// <code>
/// (new) -> open                   Offer     the price as it is now
/// open -> ended                   End       not paid in time, payment failed, withdrawn
/// open, ended -> fulfilled        Pay       what was paid for can be had
/// open, ended -> refunding        Pay       it cannot: the community is gone, the person banned, the same time is paid for already
/// open, ended -> refunded         Pay       the money was back before the payment was heard of here
/// fulfilled -> refunding          GiveBack  the community is deleted
/// fulfilled, refunding -> refunded   Refund  the money is back, for whatever reason
/// </code>
/// Invariant: of every payment, either what it is for is given, or the money is asked back or back; never both, and asked back at most once.
/// </summary>
internal static class AccessMachine
{
    /// <summary>What our orders are for, as payments is told.</summary>
    public const string Purpose = "community_access";

    /// <summary>For so long a deleted community gives back what was paid to be in it for ever.</summary>
    public static readonly TimeSpan RefundOfOneTime = TimeSpan.FromDays(30);

    public static AccessOrder? OpenOffer(AccessBook book, Guid userId, DateTimeOffset now) => book.Of(userId).FirstOrDefault(order => order.IsOpen(now));

    /// <summary>The open offer, or a new one: of one that is there the price stands, whatever it is by now.</summary>
    public static AccessOrder Offer(AccessBook book, Guid userId, AccessPrice price, DateTimeOffset expiresAt, DateTimeOffset now)
    {
        if (OpenOffer(book, userId, now) is { } open)
        {
            return open;
        }

        EndOffers(book, userId, "expired");
        var order = new AccessOrder
        {
            Id = Guid.CreateVersion7(now),
            CommunityId = price.CommunityId,
            UserId = userId,
            Status = AccessOrderStatus.Open,
            Billing = price.Billing,
            Description = price.Name,
            AmountCents = price.PriceCents,
            Currency = price.Currency,
            PriceCredits = price.PriceCredits,
            Follows = PaidTime.HeldAt(book.Of(userId), now)?.Until,
            OfferedAt = now,
            ExpiresAt = expiresAt,
        };
        book.Add(order);
        book.Announce(order, version => Requested(order, price.SellerId, version, now));
        return order;
    }

    /// <summary>What payments is told of an open order, and told again when it asks.</summary>
    /// <param name="order">The open order.</param>
    /// <param name="sellerId">The community's first owner; null: it has none.</param>
    /// <param name="version">The order's version.</param>
    /// <param name="now">The present.</param>
    public static PaymentRequested Requested(AccessOrder order, Guid? sellerId, long version, DateTimeOffset now) => new(
        NewId(now), now, order.Id, version, order.UserId, Purpose, order.Id, order.Description, order.AmountCents, order.Currency, order.PriceCredits,
        order.ExpiresAt, order.CommunityId, sellerId, RefundableUntil(order));

    /// <summary>The last time at which a deleted community gives the order's money back, if the order is paid before it expires.</summary>
    private static DateTimeOffset RefundableUntil(AccessOrder order) => order.Billing == Billing.OneTime
        ? order.ExpiresAt + RefundOfOneTime
        : (order.Follows is { } follows && follows > order.ExpiresAt ? follows : order.ExpiresAt).AddMonths(1);

    /// <summary>Takes open offers back.</summary>
    public static void Withdraw(AccessBook book, IEnumerable<AccessOrder> orders, string reason, DateTimeOffset now)
    {
        foreach (var order in orders.Where(order => order.Status == AccessOrderStatus.Open).ToArray())
        {
            End(book, order, reason);
            book.Announce(order, version => new PaymentWithdrawn(NewId(now), now, order.Id, version, order.UserId, Purpose, order.Id, reason));
        }
    }

    /// <summary>Payments will not get the money, or says so: a payment that comes all the same is looked at when it comes.</summary>
    public static void Fail(AccessBook book, AccessOrder order, string reason)
    {
        if (order.Status == AccessOrderStatus.Open)
        {
            End(book, order, reason);
        }
    }

    /// <summary>The money came. True: what it was paid for is given now.</summary>
    /// <param name="book">The person's orders.</param>
    /// <param name="order">The one that was paid.</param>
    /// <param name="amount">What came in.</param>
    /// <param name="currency">Of what: ISO 4217, or <c>credits</c>.</param>
    /// <param name="refusal">Why the person cannot have it; null: nothing speaks against it but what was paid before.</param>
    /// <param name="now">The present.</param>
    public static bool Pay(AccessBook book, AccessOrder order, long amount, string currency, string? refusal, DateTimeOffset now)
    {
        if (order.PaidAt is not null)
        {
            return false;
        }

        var held = PaidTime.HeldAt(book.Of(order.UserId), now);
        (order.PaidAt, order.PaidAmount, order.PaidCurrency) = (now, amount, currency);
        book.Change(order);
        if (order.RefundedAmount >= amount)
        {
            // The two facts come by different queues: the money was back before it was heard of here.
            order.Status = AccessOrderStatus.Refunded;
            return false;
        }

        refusal ??= IsPaidTwice(order, held) ? "paid_already" : null;
        if (refusal is not null)
        {
            GiveBack(book, order, refusal, now);
            return false;
        }

        (order.Status, order.FulfilledAt, order.EndReason) = (AccessOrderStatus.Fulfilled, now, null);
        book.Announce(order, version => new OrderFulfilled(NewId(now), now, order.Id, version, order.UserId, Purpose, order.Id));
        return true;
    }

    /// <summary>Money is back. Access ends with the last of it; of a part that an operator gave back it does not.</summary>
    public static void Refund(AccessBook book, AccessOrder order, long amount, DateTimeOffset now)
    {
        order.RefundedAmount += amount;
        order.RefundedAt = now;
        if (order.RefundedAmount >= order.PaidAmount)
        {
            order.Status = AccessOrderStatus.Refunded;
        }

        book.Change(order);
    }

    /// <summary>
    /// The community is no more: open offers are taken back, and so is the money for the month that runs and those after it, or what was paid
    /// for ever not long ago.
    /// </summary>
    public static void EndAll(AccessBook book, DateTimeOffset now)
    {
        Withdraw(book, book.All, "community_deleted", now);
        foreach (var ofOne in book.All.GroupBy(order => order.UserId).ToArray())
        {
            foreach (var (order, until) in PaidTime.Laid(ofOne).ToArray())
            {
                if (until is null ? order.FulfilledAt + RefundOfOneTime > now : until > now)
                {
                    GiveBack(book, order, "community_deleted", now);
                }
            }
        }
    }

    /// <summary>The same time twice: more is paid for by now than when it was offered.</summary>
    private static bool IsPaidTwice(AccessOrder order, Held? held) => held is not null && (held.Until is null || held.Until != order.Follows);

    private static void EndOffers(AccessBook book, Guid userId, string reason)
    {
        foreach (var order in book.Of(userId).Where(order => order.Status == AccessOrderStatus.Open))
        {
            End(book, order, reason);
        }
    }

    private static void End(AccessBook book, AccessOrder order, string reason)
    {
        (order.Status, order.EndReason) = (AccessOrderStatus.Ended, reason);
        book.Change(order);
    }

    private static void GiveBack(AccessBook book, AccessOrder order, string reason, DateTimeOffset now)
    {
        (order.Status, order.EndReason, order.RefundRequestedAt) = (AccessOrderStatus.Refunding, reason, now);
        book.Announce(order, version => new RefundRequested(NewId(now), now, order.Id, version, order.UserId, Purpose, order.Id, AmountCents: null, reason));
    }

    private static Guid NewId(DateTimeOffset now) => Guid.CreateVersion7(now);
}
