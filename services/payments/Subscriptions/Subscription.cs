using Community.Platform.Http.Localization;

namespace Community.Payments.Subscriptions;

/// <summary>
/// A plan with monthly payments, from the request for it to its end. Stripe decides its state (<see cref="SubscriptionFacts"/>); this row
/// has our request, and the work that is left to do.
/// </summary>
internal sealed class Subscription
{
    /// <summary>Also the idempotency key of the request for Stripe's checkout session; Stripe has it in its metadata.</summary>
    public required Guid Id { get; init; }

    public required Guid SubscriberId { get; init; }

    /// <summary>The code of the plan that is paid now, or requested.</summary>
    public required string Plan { get; set; }

    /// <summary>The plan from the next period on, if it is another.</summary>
    public string? NextPlan { get; set; }

    /// <summary>One of <see cref="SubscriptionStatus"/>.</summary>
    public required string Status { get; set; }

    public bool CancelAtPeriodEnd { get; set; }

    public DateTimeOffset? CurrentPeriodStart { get; set; }

    public DateTimeOffset? CurrentPeriodEnd { get; set; }

    /// <summary>When the plan is lost unless a renewal is paid, or becomes known.</summary>
    public DateTimeOffset? GraceUntil { get; set; }

    public string? StripeSubscriptionId { get; set; }

    public required string PaymentMethod { get; init; }

    /// <summary>The language of mails to the subscriber: one of <see cref="TextLanguage"/>; null: not known.</summary>
    public string? Language { get; init; }

    public string? SessionId { get; set; }

    public string? SessionUrl { get; set; }

    public required string SuccessUrl { get; init; }

    public required string CancelUrl { get; init; }

    /// <summary>Why it is to be cancelled at Stripe at once, one of <see cref="ClosingReason"/>; null: it is not, or it is done.</summary>
    public string? Closing { get; set; }

    /// <summary>Another one was paid first: every payment for this one goes back.</summary>
    public bool IsSuperfluous { get; set; }

    /// <summary>
    /// Counts the states of Stripe that were applied, changed or not: a state that was fetched before another one was applied is fetched
    /// again.
    /// </summary>
    public long Applied { get; set; }

    /// <summary>How often in a row a check of Stripe found nothing new.</summary>
    public int Checks { get; set; }

    /// <summary>When Stripe is asked next if no webhook comes before; null: no more checks are needed.</summary>
    public DateTimeOffset? NextCheckAt { get; set; }

    /// <summary>The Idempotency-Key of the request that last changed the plan, as derived by <c>IdempotencyKeyId</c>.</summary>
    public Guid? ChangedByKey { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Paid for at least once, and not over.</summary>
    public bool IsRunning => Status is SubscriptionStatus.Active or SubscriptionStatus.PastDue;

    /// <summary>Requested, and not paid yet.</summary>
    public bool IsWaiting => Status is SubscriptionStatus.Creating or SubscriptionStatus.Pending;

    /// <summary>
    /// Until when it gives its plan; null: it gives none. A subscription that renews itself stays valid after its period for the grace
    /// time, like an unpaid one: the event of the renewal may be late, and no subscriber should lose a plan by that.
    /// </summary>
    public DateTimeOffset? EntitledUntil =>
        Status switch
        {
            _ when Closing is not null => null,
            SubscriptionStatus.Active => CancelAtPeriodEnd ? CurrentPeriodEnd : GraceUntil,
            SubscriptionStatus.PastDue => GraceUntil,
            _ => null,
        };
}

internal static class SubscriptionStatus
{
    /// <summary>Stripe is being asked for a checkout session, and may have made one.</summary>
    public const string Creating = "creating";

    /// <summary>The checkout session is there, and not paid yet.</summary>
    public const string Pending = "pending";

    public const string Active = "active";

    /// <summary>A renewal could not be paid; Stripe goes on trying.</summary>
    public const string PastDue = "past_due";

    public const string Ended = "ended";
}

internal static class ClosingReason
{
    /// <summary>The person is being erased.</summary>
    public const string Erased = "erased";

    /// <summary>Another one was paid first.</summary>
    public const string SubscribedTwice = "subscribed_twice";

    /// <summary>A renewal was not paid in time.</summary>
    public const string NotPaidInTime = "not_paid_in_time";

    /// <summary>A bank gave the money of an invoice back to the buyer.</summary>
    public const string DisputeLost = "dispute_lost";
}

/// <summary>A person as Stripe's customer. The lock on its row orders everything about the person's subscriptions.</summary>
internal sealed class Subscriber
{
    /// <summary>Together with <see cref="CustomerFailures"/>, the idempotency key of the request for Stripe's customer.</summary>
    public required Guid Id { get; init; }

    /// <summary>The user; null once that person is erased.</summary>
    public Guid? UserId { get; set; }

    /// <summary>Counts changes of the person's subscriptions; the version of the integration events about them.</summary>
    public long Version { get; set; }

    public string? StripeCustomerId { get; set; }

    /// <summary>How often Stripe failed to make the customer, and stored the failure under the key.</summary>
    public int CustomerFailures { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A paid invoice of a subscription, and the order by which the money is booked.</summary>
internal sealed class SubscriptionInvoice
{
    public required string InvoiceId { get; init; }

    public required Guid SubscriptionId { get; init; }

    public required Guid OrderId { get; init; }
}

/// <summary>A price at Stripe that belongs, or belonged, to a plan.</summary>
internal sealed class PlanPrice
{
    public required string PriceId { get; init; }

    public required string Plan { get; init; }
}
