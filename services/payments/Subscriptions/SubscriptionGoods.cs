using Community.Payments.Orders;

namespace Community.Payments.Subscriptions;

/// <summary>
/// An invoice hands nothing over: the plan follows Stripe's subscription, not the single payment. A payment of an erased user, whose
/// subscription ends at once, goes back.
/// </summary>
internal sealed class SubscriptionGoods : IGoods
{
    public const string OfSubscriptions = "subscription";

    public string Purpose => OfSubscriptions;

    public Task<bool> HandOverAsync(Order order, DateTimeOffset now) => Task.FromResult(order.UserId is not null);

    public Task<bool> TakeBackAsync(Order order, DateTimeOffset now) => Task.FromResult(true);
}
