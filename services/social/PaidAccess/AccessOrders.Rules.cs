using Community.Contracts.Payments;

namespace Community.Social.PaidAccess;

/// <summary>
/// The only place where an order for access changes its status. It has no input or output. It is used
/// under the lock of the community. Events of payments may arrive in any order, any number of times, and days
/// late.
/// <code>
/// (new) -> open                   Offer     the price as it is now
/// open -> ended                   End       not paid in time, payment failed, withdrawn
/// open, ended -> fulfilled        Pay       the paid access can be given
/// open, ended -> refunding        Pay       it cannot: the community is gone, the user banned, the same time is paid already
/// open, ended -> refunded         Pay       the refund arrived here before the payment
/// fulfilled -> refunding          GiveBack  the community is deleted
/// fulfilled, refunding -> refunded   Refund  the money was refunded, for any reason
/// </code>
/// Invariant: for every payment, either the access is given, or a refund is requested or done; never both. A refund is requested at
/// most once.
/// </summary>
internal sealed partial class AccessOrders
{
    /// <summary>The purpose of our orders in payments.</summary>
    public const string Purpose = "community_access";

    /// <summary>How long after a one-time payment the deletion of the community refunds it.</summary>
    public static readonly TimeSpan RefundOfOneTime = TimeSpan.FromDays(30);

    public static AccessOrder? OpenOffer(AccessOrders state, Guid userId, DateTimeOffset now) =>
        state.Of(userId).FirstOrDefault(order => order.IsOpen(now));

    /// <summary>The open offer, or a new one. An existing offer keeps its price, even if the community's price has changed.</summary>
    public static AccessOrder Offer(AccessOrders state, Guid userId, AccessPrice price, DateTimeOffset expiresAt, DateTimeOffset now)
    {
        if (OpenOffer(state, userId, now) is { } open)
        {
            return open;
        }

        EndOffers(state, userId, "expired");
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
            Follows = PaidTime.HeldAt(state.Of(userId), now)?.Until,
            OfferedAt = now,
            ExpiresAt = expiresAt,
        };
        state.Add(order);
        state.Announce(order, version => Requested(order, price.SellerId, version, now));
        return order;
    }

    /// <summary>The request for payment of an open order, published when it opens and repeated when payments asks.</summary>
    /// <param name="order">The open order.</param>
    /// <param name="sellerId">The community's first owner; null: it has none.</param>
    /// <param name="version">The order's version.</param>
    /// <param name="now">The present.</param>
    public static PaymentRequested Requested(AccessOrder order, Guid? sellerId, long version, DateTimeOffset now) =>
        new(
            NewId(now),
            now,
            order.Id,
            version,
            order.UserId,
            Purpose,
            order.Id,
            order.Description,
            order.AmountCents,
            order.Currency,
            order.PriceCredits,
            order.ExpiresAt,
            order.CommunityId,
            sellerId,
            RefundableUntil(order)
        );

    /// <summary>The last time at which the deletion of the community refunds the order, if the order is paid before it expires.</summary>
    private static DateTimeOffset RefundableUntil(AccessOrder order) =>
        order.Billing == Billing.OneTime
            ? order.ExpiresAt + RefundOfOneTime
            : (order.Follows is { } follows && follows > order.ExpiresAt ? follows : order.ExpiresAt).AddMonths(1);

    /// <summary>Withdraws open offers.</summary>
    public static void Withdraw(AccessOrders state, IEnumerable<AccessOrder> orders, string reason, DateTimeOffset now)
    {
        foreach (var order in orders.Where(order => order.Status == AccessOrderStatus.Open).ToArray())
        {
            End(state, order, reason);
            state.Announce(
                order,
                version => new PaymentWithdrawn(NewId(now), now, order.Id, version, order.UserId, Purpose, order.Id, reason)
            );
        }
    }

    /// <summary>Payments reports that it will not get the money. A payment that arrives nevertheless is handled then.</summary>
    public static void Fail(AccessOrders state, AccessOrder order, string reason)
    {
        if (order.Status == AccessOrderStatus.Open)
        {
            End(state, order, reason);
        }
    }

    /// <summary>The payment arrived. True: the access that it paid for is given now.</summary>
    /// <param name="state">The user's orders.</param>
    /// <param name="order">The paid order.</param>
    /// <param name="amount">The amount received.</param>
    /// <param name="currency">ISO 4217, or <c>credits</c>.</param>
    /// <param name="refusal">The reason why the user cannot have access; null: only earlier payments could prevent it.</param>
    /// <param name="now">The present.</param>
    public static bool Pay(AccessOrders state, AccessOrder order, long amount, string currency, string? refusal, DateTimeOffset now)
    {
        if (order.PaidAt is not null)
        {
            return false;
        }

        var held = PaidTime.HeldAt(state.Of(order.UserId), now);
        (order.PaidAt, order.PaidAmount, order.PaidCurrency) = (now, amount, currency);
        state.Change(order);
        if (order.RefundedAmount >= amount)
        {
            // The two integration events have different queues: the refund arrived before the payment.
            order.Status = AccessOrderStatus.Refunded;
            return false;
        }

        refusal ??= IsPaidTwice(order, held) ? "paid_already" : null;
        if (refusal is not null)
        {
            GiveBack(state, order, refusal, now);
            return false;
        }

        (order.Status, order.FulfilledAt, order.EndReason) = (AccessOrderStatus.Fulfilled, now, null);
        state.Announce(order, version => new OrderFulfilled(NewId(now), now, order.Id, version, order.UserId, Purpose, order.Id));
        return true;
    }

    /// <summary>The money was refunded. Access ends when the whole payment is refunded, not after an operator's partial refund.</summary>
    public static void Refund(AccessOrders state, AccessOrder order, long amount, DateTimeOffset now)
    {
        order.RefundedAmount += amount;
        order.RefundedAt = now;
        if (order.RefundedAmount >= order.PaidAmount)
        {
            order.Status = AccessOrderStatus.Refunded;
        }

        state.Change(order);
    }

    /// <summary>
    /// The community was deleted: open offers are withdrawn. The current month and those after it are refunded, and so are recent one-time
    /// payments.
    /// </summary>
    public static void EndAll(AccessOrders state, DateTimeOffset now)
    {
        Withdraw(state, state.All, "community_deleted", now);
        foreach (var ofOne in state.All.GroupBy(order => order.UserId).ToArray())
        {
            foreach (var (order, until) in PaidTime.Laid(ofOne).ToArray())
            {
                if (until is null ? order.FulfilledAt + RefundOfOneTime > now : until > now)
                {
                    GiveBack(state, order, "community_deleted", now);
                }
            }
        }
    }

    /// <summary>Whether the same time is paid twice: more is paid by now than when the order was offered.</summary>
    private static bool IsPaidTwice(AccessOrder order, Held? held) =>
        held is not null && (held.Until is null || held.Until != order.Follows);

    private static void EndOffers(AccessOrders state, Guid userId, string reason)
    {
        foreach (var order in state.Of(userId).Where(order => order.Status == AccessOrderStatus.Open))
        {
            End(state, order, reason);
        }
    }

    private static void End(AccessOrders state, AccessOrder order, string reason)
    {
        (order.Status, order.EndReason) = (AccessOrderStatus.Ended, reason);
        state.Change(order);
    }

    private static void GiveBack(AccessOrders state, AccessOrder order, string reason, DateTimeOffset now)
    {
        (order.Status, order.EndReason, order.RefundRequestedAt) = (AccessOrderStatus.Refunding, reason, now);
        state.Announce(
            order,
            version => new RefundRequested(NewId(now), now, order.Id, version, order.UserId, Purpose, order.Id, AmountCents: null, reason)
        );
    }

    private static Guid NewId(DateTimeOffset now) => Guid.CreateVersion7(now);
}
