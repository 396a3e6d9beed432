using Community.Payments.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Orders;

/// <summary>
/// Finds an order that a buyer wants to pay. A seller's 402 may be faster than the bus, so the call waits for an order that is not here
/// yet, and then asks the sellers for it: a new offer is never refused because an event is late.
/// </summary>
internal sealed class OrderLookup(
    IServiceScopeFactory scopes,
    OrderArrivals arrivals,
    SellerOrderLookup sellers,
    PaymentOptions options,
    TimeProvider clock
)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The caller's order with this id, or the newest one for this product; null if neither this service nor a seller knows one.
    /// </summary>
    public async Task<Order?> FindAsync(Guid userId, Guid? orderId, Guid? productId, CancellationToken cancellationToken)
    {
        var id = orderId ?? productId!.Value;
        if (await ReadAsync(userId, orderId, productId, cancellationToken) is { } present)
        {
            // For a product, an order that is over may have a successor that was offered a moment ago.
            return orderId is null && IsOver(present) && await sellers.BringAsync(userId, orderId, productId, cancellationToken)
                ? await ReadAsync(userId, orderId, productId, cancellationToken)
                : present;
        }

        var end = clock.GetUtcNow() + options.OrderWait;
        try
        {
            while (clock.GetUtcNow() < end)
            {
                var arrived = arrivals.WhenArrivedAsync(id);
                if (await ReadAsync(userId, orderId, productId, cancellationToken) is { } found)
                {
                    return found;
                }

                await Task.WhenAny(arrived, Task.Delay(Look, clock, cancellationToken));
            }
        }
        finally
        {
            arrivals.Forget(id);
        }

        return await sellers.BringAsync(userId, orderId, productId, cancellationToken)
            ? await ReadAsync(userId, orderId, productId, cancellationToken)
            : null;
    }

    private bool IsOver(Order order) =>
        order.Status switch
        {
            OrderStatus.Open => order.ExpiresAt <= clock.GetUtcNow(),
            OrderStatus.Expired or OrderStatus.Withdrawn or OrderStatus.Refunded or OrderStatus.RefundFailed => true,
            _ => false,
        };

    private async Task<Order?> ReadAsync(Guid userId, Guid? orderId, Guid? productId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var orders = scope.ServiceProvider.GetRequiredService<PaymentsDb>().Orders.AsNoTracking();
        return orderId is { } id
            ? await orders.SingleOrDefaultAsync(order => order.Id == id && order.UserId == userId, cancellationToken)
            : await orders
                .Where(order => order.ProductId == productId && order.UserId == userId)
                .OrderByDescending(order => order.Status == OrderStatus.Open)
                .ThenByDescending(order => order.CreatedAt)
                .FirstOrDefaultAsync(cancellationToken);
    }
}
