using Community.Companion.Data;
using Community.Contracts.Payments;
using Community.Money;
using Community.People;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Selling;

/// <summary>An offer.</summary>
/// <param name="Buyer">The buyer's id.</param>
/// <param name="Purpose">The <see cref="IGoods.Purpose"/>.</param>
/// <param name="ProductId">The thing on sale, if there are several of the kind.</param>
/// <param name="Description">The text for the buyer.</param>
/// <param name="AmountCents">Minor units of <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="PriceCredits">The price in credits; null: credits are not accepted.</param>
internal sealed record Offer(
    Guid Buyer,
    string Purpose,
    Guid? ProductId,
    string Description,
    long AmountCents,
    string Currency,
    long? PriceCredits
);

/// <summary>Sells this service's goods, by the fleet's one way to be paid.</summary>
internal sealed class Sales(CompanionDb db, IEnumerable<IGoods> goods, SellingOptions options, TimeProvider clock)
{
    /// <summary>
    /// The buyer's open order for this at this price, or a new one if none has at least half of its time left. So asking twice costs
    /// nothing, and a buyer has at most two open orders for one thing.
    /// </summary>
    public Task<SaleOrder> OfferAsync(Offer offer) =>
        db.InTransactionAsync(async () =>
        {
            if (!await db.HoldAsync(offer.Buyer))
            {
                throw Problem.Forbidden("This account does not exist any more.", "no_account").ToException();
            }

            var now = clock.GetKeptNow();
            // Without the lock, two requests at once would both find none.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({offer.Buyer}::text || {offer.Purpose}, 1))");
            var halfTime = now + (options.Offer / 2);
            var open = await db
                .SaleOrders.AsNoTracking()
                .Where(order =>
                    order.UserId == offer.Buyer
                    && order.Purpose == offer.Purpose
                    && order.ProductId == offer.ProductId
                    && order.Status == SaleOrderStatus.Open
                    && order.ExpiresAt > halfTime
                    && order.AmountCents == offer.AmountCents
                    && order.Currency == offer.Currency
                    && order.PriceCredits == offer.PriceCredits
                )
                .OrderByDescending(order => order.OfferedAt)
                .FirstOrDefaultAsync();
            if (open is not null)
            {
                return open;
            }

            var offered = new SaleOrder
            {
                Id = Guid.CreateVersion7(now),
                UserId = offer.Buyer,
                Version = 1,
                Purpose = offer.Purpose,
                ProductId = offer.ProductId,
                Description = offer.Description,
                AmountCents = offer.AmountCents,
                Currency = offer.Currency,
                PriceCredits = offer.PriceCredits,
                OfferedAt = now,
                ExpiresAt = now + options.Offer,
            };
            db.SaleOrders.Add(offered);
            db.Publish(offered.Requested(offered.Version, now));
            await db.SaveChangesAsync();
            return offered;
        });

    /// <summary>The 402 with the order to pay.</summary>
    public static PaymentRequiredProblem OrderRequired(SaleOrder order) =>
        Problem.OrderRequired(
            OrdersToPay.Of(order.Id, order.AmountCents, order.Currency, order.PriceCredits, order.ExpiresAt),
            "Pay this order to receive your purchase at once."
        );

    /// <summary>Whether this service sells goods of this purpose; events about other sellers' orders are ignored.</summary>
    public bool Sells(string purpose) => goods.Any(kind => kind.Purpose == purpose);

    /// <summary>An order was paid: the goods are given now, or the money is requested back.</summary>
    public async Task PayAsync(PaymentSucceeded paid)
    {
        var now = clock.GetKeptNow();
        if (await FindAsync(paid.OrderId) is not { } order)
        {
            // The order is not known here: the money must not stay.
            db.Publish(RefundRequested.OfUnknownOrder(paid, now));
            return;
        }

        var refusal =
            !order.IsDue(paid.AmountCents) ? null
            : order.UserId is { } buyer ? await Goods(order).GiveAsync(buyer, order)
            : "erased";
        if (order.Pay(paid.AmountCents, paid.Currency, refusal, paid.UserId, now) is { } announced)
        {
            db.Publish(announced);
        }
    }

    /// <summary>An offer is over, unpaid.</summary>
    public async Task EndAsync(Guid orderId, string reason) => (await FindAsync(orderId))?.End(reason);

    /// <summary>Money is back with the buyer.</summary>
    public async Task RefundAsync(PaymentRefunded refunded)
    {
        if (
            await FindAsync(refunded.OrderId) is { } order
            && order.Refund(refunded.AmountCents, clock.GetKeptNow())
            && order.UserId is { } buyer
        )
        {
            await Goods(order).TakeBackAsync(buyer, order);
        }
    }

    /// <summary>Withdraws the open offers of a person before their erasure.</summary>
    public async Task WithdrawAllAsync(Guid userId) =>
        await WithdrawAsync(
            await db
                .SaleOrders.FromSql($"SELECT * FROM sale_orders WHERE user_id = {userId} AND status = 'open' ORDER BY id FOR UPDATE")
                .ToListAsync(),
            "erased"
        );

    /// <summary>Withdraws all open offers of a product that is not sold any more.</summary>
    public async Task WithdrawProductAsync(string purpose, Guid productId, string reason) =>
        await WithdrawAsync(
            await db
                .SaleOrders.FromSql(
                    $"""
                    SELECT * FROM sale_orders WHERE product_id = {productId} AND purpose = {purpose} AND status = 'open' ORDER BY id FOR UPDATE
                    """
                )
                .ToListAsync(),
            reason
        );

    private async Task WithdrawAsync(List<SaleOrder> open, string reason)
    {
        var now = clock.GetKeptNow();
        foreach (var order in open)
        {
            order.End(reason);
            order.Version++;
            db.Publish(
                new PaymentWithdrawn(
                    Guid.CreateVersion7(now),
                    now,
                    order.Id,
                    order.Version,
                    order.UserId!.Value,
                    order.Purpose,
                    order.Id,
                    reason
                )
            );
        }

        await db.SaveChangesAsync();
    }

    private IGoods Goods(SaleOrder order) => goods.Single(kind => kind.Purpose == order.Purpose);

    /// <summary>
    /// The order, locked, and its person protected from erasure meanwhile. The person is locked first, as an erasure does. A person who was
    /// erased in between is not in the order any more.
    /// </summary>
    private async Task<SaleOrder?> FindAsync(Guid orderId)
    {
        if (await db.SaleOrders.Where(order => order.Id == orderId).Select(order => order.UserId).SingleOrDefaultAsync() is { } buyer)
        {
            await db.HoldAsync(buyer);
        }

        return (await db.SaleOrders.FromSql($"SELECT * FROM sale_orders WHERE id = {orderId} FOR UPDATE").ToListAsync()).SingleOrDefault();
    }
}
