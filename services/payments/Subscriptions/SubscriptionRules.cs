using Community.Payments.Plans;
using Community.Payments.Stripe;

namespace Community.Payments.Subscriptions;

/// <summary>
/// What a subscription of ours is when Stripe's is as it is. Plain: it sees no clock but the one it is given, and applying the same
/// again changes nothing.
/// </summary>
internal static class SubscriptionRules
{
    /// <summary>Writes how Stripe's subscription stands into ours.</summary>
    /// <param name="ours">Ours, which Stripe's belongs to.</param>
    /// <param name="stripes">As Stripe has it now.</param>
    /// <param name="planAtStripe">The plan that its price stands for; null: a price that we do not know, and the plan stays.</param>
    /// <param name="grace">How long it stays in force unpaid.</param>
    /// <param name="now">The present.</param>
    public static void Apply(Subscription ours, StripeSubscription stripes, Plan? planAtStripe, TimeSpan grace, DateTimeOffset now)
    {
        ours.StripeSubscriptionId = stripes.Id;
        switch (stripes.Status)
        {
            case "incomplete":
                // The first payment is under way: nothing has begun.
                return;
            case "canceled" or "incomplete_expired":
                (ours.Status, ours.EndedAt, ours.Closing, ours.NextPlan) = (SubscriptionStatus.Ended, ours.EndedAt ?? stripes.EndedAt ?? now, null, null);
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
            // past_due, unpaid, paused: the period that has begun is not paid. By its beginning, not by when we heard of it.
            (ours.Status, ours.GraceUntil) = (SubscriptionStatus.PastDue, ours.CurrentPeriodStart + grace);
        }
    }

    /// <summary>When Stripe is asked next, if nothing is heard of it before.</summary>
    public static DateTimeOffset? NextCheck(Subscription ours, DateTimeOffset now) => ours switch
    {
        { Closing: not null } => now,
        { Status: SubscriptionStatus.Active, CurrentPeriodEnd: { } end } => Earliest(end.AddMinutes(5), now.AddDays(1)),
        { Status: SubscriptionStatus.PastDue, GraceUntil: { } until } => Earliest(until, now.AddHours(6)),
        _ => null,
    };

    /// <summary>A lower price begins with the next period: what is paid for until then stays. A higher one has been paid for.</summary>
    private static void ApplyPlan(Subscription ours, StripeSubscription stripes, Plan? planAtStripe)
    {
        if (planAtStripe is null)
        {
            return;
        }

        var isSamePeriod = ours.IsRunning && stripes.CurrentPeriodEnd <= ours.CurrentPeriodEnd;
        (ours.Plan, ours.NextPlan) = isSamePeriod && planAtStripe.Rank < Plan.Of(ours.Plan).Rank
            ? (ours.Plan, planAtStripe.Code)
            : (planAtStripe.Code, null);
    }

    private static DateTimeOffset Earliest(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
