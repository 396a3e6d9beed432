using Community.Payments.Orders;

namespace Community.Payments.Subscriptions;

/// <summary>An invoice hands nothing over: the plan follows Stripe's subscription, not the single payment.</summary>
internal sealed class SubscriptionGoods : IGoods
{
    public const string OfSubscriptions = "subscription";

    public string Purpose => OfSubscriptions;

    public Task<bool> HandOverAsync(Order order, DateTimeOffset now) => Task.FromResult(true);

    public Task<bool> TakeBackAsync(Order order, DateTimeOffset now) => Task.FromResult(true);
}
