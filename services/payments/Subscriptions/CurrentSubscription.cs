using Community.Payments.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Subscriptions;

internal static class CurrentSubscription
{
    /// <summary>A person's subscription that is running or requested; null if there is none. Not tracked.</summary>
    public static Task<Subscription?> CurrentSubscriptionAsync(this PaymentsDb db, Guid userId) =>
        db
            .Subscriptions.AsNoTracking()
            .Where(subscription =>
                subscription.Status != SubscriptionStatus.Ended
                && db.Subscribers.Any(subscriber => subscriber.Id == subscription.SubscriberId && subscriber.UserId == userId)
            )
            .SingleOrDefaultAsync();
}
