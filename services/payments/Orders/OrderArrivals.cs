using System.Collections.Concurrent;

namespace Community.Payments.Orders;

/// <summary>
/// Wakes who waits for an order to be heard of: a client learns of it in the answer of the seller, and may be here before the bus.
/// Only a shortcut: who waits looks into the database too, since another instance may have been told.
/// </summary>
internal sealed class OrderArrivals
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _waiting = new();

    /// <summary>Completes when an order of this id or for this product arrives.</summary>
    public Task WhenArrived(Guid id) => _waiting.GetOrAdd(id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Says that it is there.</summary>
    public void Arrived(Guid orderId, Guid? productId)
    {
        Complete(orderId);
        if (productId is { } product)
        {
            Complete(product);
        }
    }

    /// <summary>Nobody is to wait any more, so that ids that never arrive are not kept.</summary>
    public void Forget(Guid id) => Complete(id);

    private void Complete(Guid id)
    {
        if (_waiting.TryRemove(id, out var waiting))
        {
            waiting.TrySetResult();
        }
    }
}
