using System.Collections.Concurrent;
using Community.Contracts.Payments;
using Community.Payments.Data;
using Community.Platform.Access.Fleet;
using Community.Platform.Http.Problems;
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
    /// <exception cref="ProblemException">503: none is known here, and a seller is away.</exception>
    public async Task<Order?> FindAsync(Guid userId, Guid? orderId, Guid? productId, CancellationToken cancellationToken)
    {
        var id = orderId ?? productId!.Value;
        if (await ReadAsync(userId, orderId, productId, cancellationToken) is { } present)
        {
            if (orderId is not null || !IsOver(present))
            {
                return present;
            }

            // For a product, an order that is over may have a successor that was offered a moment ago. While a seller is away, the order
            // that is here is an answer, too.
            return await sellers.BringAsync(userId, orderId, productId, cancellationToken) == true
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

        return await sellers.BringAsync(userId, orderId, productId, cancellationToken) switch
        {
            true => await ReadAsync(userId, orderId, productId, cancellationToken),
            false => null,
            null => throw OwnerClient.Away(),
        };
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

/// <summary>
/// Wakes requests that wait for an order to arrive: a client learns of the order in the seller's answer, and may be here before the bus.
/// This is only a shortcut: waiting requests also poll the database, because the order may have arrived at another instance.
/// </summary>
internal sealed class OrderArrivals
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _waiting = new();

    /// <summary>Completes when an order of this id or for this product arrives.</summary>
    public Task WhenArrivedAsync(Guid id) =>
        _waiting.GetOrAdd(id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Wakes the requests for this order.</summary>
    public void Arrived(Guid orderId, Guid? productId)
    {
        Complete(orderId);
        if (productId is { } product)
        {
            Complete(product);
        }
    }

    /// <summary>Forgets an id, so that ids that never arrive are not kept.</summary>
    public void Forget(Guid id) => Complete(id);

    private void Complete(Guid id)
    {
        if (_waiting.TryRemove(id, out var waiting))
        {
            waiting.TrySetResult();
        }
    }
}

/// <summary>
/// Asks the sellers for an order that the bus has not brought. The answer opens the order here, so that it is asked for once.
/// </summary>
internal sealed class SellerOrderLookup(IServiceScopeFactory scopes, OwnerClient sellers, PaymentOptions options, TimeProvider clock)
{
    /// <summary>
    /// True if one of the sellers knew the order; it is open here then. Null if none knew it, and one is away.
    /// </summary>
    public async Task<bool?> BringAsync(Guid userId, Guid? orderId, Guid? productId, CancellationToken cancellationToken)
    {
        var query = orderId is { } id ? $"order_id={id}" : $"product_id={productId}";
        var isOneAway = false;
        foreach (var seller in options.Sellers)
        {
            var (isAway, requested) = await sellers.AskAsync<PaymentRequested>(
                seller,
                $"/internal/orders?user_id={userId}&{query}",
                cancellationToken
            );
            isOneAway |= isAway;
            if (requested?.UserId == userId)
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<PaymentsDb>();
                return await db.InTransactionAsync(async () =>
                {
                    await OrderStore.OpenAsync(db, requested, clock.GetUtcNow());
                    return true;
                });
            }
        }

        return isOneAway ? null : false;
    }
}
