using Community.Payments.Plans;
using Community.Payments.Stripe;

namespace Community.Payments.Subscriptions;

/// <summary>
/// Derives the state of our subscription from Stripe's. Pure: its only clock is the given time, and applying the same state again changes
/// nothing.
/// </summary>
internal static class SubscriptionRules
{
    // After the end of a period, Stripe makes the invoice of the next one.
    private static readonly TimeSpan RenewalTime = TimeSpan.FromMinutes(5);

    /// <summary>Writes the state of Stripe's subscription into ours.</summary>
    /// <param name="ours">Our subscription for Stripe's.</param>
    /// <param name="stripes">Its present state at Stripe.</param>
    /// <param name="planAtStripe">The plan of its price; null: the price is not known, and the plan stays.</param>
    /// <param name="grace">How long it stays in force unpaid.</param>
    /// <param name="now">The present.</param>
    public static void Apply(Subscription ours, StripeSubscription stripes, Plan? planAtStripe, TimeSpan grace, DateTimeOffset now)
    {
        ours.StripeSubscriptionId = stripes.Id;
        switch (stripes.Status)
        {
            case "incomplete":
                // The first payment is under way: the subscription has not begun.
                return;
            case "canceled" or "incomplete_expired":
                (ours.Status, ours.EndedAt, ours.Closing, ours.NextPlan) = (
                    SubscriptionStatus.Ended,
                    ours.EndedAt ?? stripes.EndedAt ?? now,
                    null,
                    null
                );
                return;
        }

        ApplyPlan(ours, stripes, planAtStripe);
        (ours.CurrentPeriodStart, ours.CurrentPeriodEnd) = (stripes.CurrentPeriodStart, stripes.CurrentPeriodEnd);
        (ours.CancelAtPeriodEnd, ours.EndedAt) = (stripes.CancelAtPeriodEnd, null);
        if (stripes.Status is "active" or "trialing")
        {
            (ours.Status, ours.GraceUntil) = (SubscriptionStatus.Active, ours.CurrentPeriodEnd + grace);
        }
        else
        {
            // past_due, unpaid, paused: the period that has begun is not paid. The grace time counts from the period's start, not from the
            // time when the event arrived.
            (ours.Status, ours.GraceUntil) = (SubscriptionStatus.PastDue, ours.CurrentPeriodStart + grace);
        }
    }

    /// <summary>
    /// When Stripe is asked next, if no event arrives before. If the renewal is late, the present time of the next check stays: its claim
    /// puts it off further each time.
    /// </summary>
    public static DateTimeOffset? NextCheck(Subscription ours, DateTimeOffset now) =>
        ours switch
        {
            { Closing: not null } => now,
            { Status: SubscriptionStatus.Active, CurrentPeriodEnd: { } end, NextCheckAt: { } claimed }
                when end + RenewalTime <= now && claimed > now => claimed,
            { Status: SubscriptionStatus.Active, CurrentPeriodEnd: { } end } => Earliest(end + RenewalTime, now.AddDays(1)),
            { Status: SubscriptionStatus.PastDue, GraceUntil: { } until } => Earliest(until, now.AddHours(6)),
            _ => null,
        };

    /// <summary>
    /// A lower price begins with the next period, because the present one is paid at the higher price. A higher price is paid already.
    /// </summary>
    private static void ApplyPlan(Subscription ours, StripeSubscription stripes, Plan? planAtStripe)
    {
        if (planAtStripe is null)
        {
            return;
        }

        var isSamePeriod = ours.IsRunning && stripes.CurrentPeriodEnd <= ours.CurrentPeriodEnd;
        (ours.Plan, ours.NextPlan) =
            isSamePeriod && planAtStripe.Rank < Plan.Of(ours.Plan).Rank ? (ours.Plan, planAtStripe.Code) : (planAtStripe.Code, null);
    }

    private static DateTimeOffset Earliest(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
