using System.Collections.Concurrent;

namespace Community.Payments.Orders;

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
