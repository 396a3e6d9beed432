using System.ComponentModel.DataAnnotations;
using Community.Payments.Checkout;
using Community.Payments.Orders;
using Community.Payments.Plans;
using Community.Platform.Http.OpenApi;

namespace Community.Payments.Subscriptions;

/// <summary>A request for a plan.</summary>
/// <param name="Plan"><c>premium</c> or <c>elite</c>.</param>
/// <param name="SuccessUrl">Where the page leads after the payment; <c>{CHECKOUT_SESSION_ID}</c> in it becomes the session's id.</param>
/// <param name="CancelUrl">Where the page leads without a payment.</param>
/// <param name="PaymentMethod"><c>card</c>: the others cannot be charged again every month.</param>
internal sealed record SubscribeRequest(
    [AllowedValues("premium", "elite")] string Plan,
    [StringLength(RedirectUrls.MaxLength), RedirectUrl] string SuccessUrl,
    [StringLength(RedirectUrls.MaxLength), RedirectUrl] string CancelUrl,
    [AllowedValues(PaymentMethods.Card)] string PaymentMethod = PaymentMethods.Card
) : IHasExample<SubscribeRequest>
{
    public static SubscribeRequest Example =>
        new("premium", "https://app.example.org/paid?session={CHECKOUT_SESSION_ID}", "https://app.example.org/plans");
}

/// <summary>A payment page.</summary>
/// <param name="SessionId">Stripe's id of the session.</param>
/// <param name="CheckoutUrl">The address to send the buyer to.</param>
internal sealed record SubscriptionCheckoutView(string SessionId, string CheckoutUrl) : IHasExample<SubscriptionCheckoutView>
{
    public static SubscriptionCheckoutView Example => new("cs_test_a1b2c3", "https://checkout.stripe.com/c/pay/cs_test_a1b2c3");
}

/// <summary>A plan.</summary>
/// <param name="Plan">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="AmountCents">The price of a month, in the currency's smallest unit; 0: it costs nothing.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Entitlements">The things that it allows.</param>
internal sealed record PlanView(string Plan, string Name, long AmountCents, string Currency, IReadOnlyList<string> Entitlements)
    : IHasExample<PlanView>
{
    public static PlanView Example => Of(Plans.Plan.Premium);

    public static PlanView Of(Plan plan) => new(plan.Code, plan.Name, plan.AmountCents ?? 0, Plans.Plan.Currency, plan.Entitlements);
}

/// <summary>The caller's plan.</summary>
/// <param name="Plan">The plan in force: <c>free</c>, <c>premium</c>, <c>elite</c> or <c>lifetime_elite</c>.</param>
/// <param name="Source">Where the plan comes from: <c>subscription</c>, <c>grant</c> or <c>none</c>.</param>
/// <param name="Until">
/// When the plan ends unless it is renewed: for a subscription, the end of the current period; null: it does not end.
/// </param>
/// <param name="Entitlements">The things that it allows.</param>
/// <param name="Status">
/// The state of the subscription: <c>none</c>, <c>pending</c> (a page is open), <c>active</c>, <c>cancelling</c> or <c>past_due</c>.
/// </param>
/// <param name="SubscribedPlan">The plan of the subscription; null: there is none.</param>
/// <param name="CurrentPeriodEnd">Until when the subscription is paid, or due.</param>
/// <param name="CancelAtPeriodEnd">Whether it ends then.</param>
/// <param name="NextPlan">The plan from then on, if it is another.</param>
/// <param name="GraceUntil">While a renewal is not paid: when the plan is lost.</param>
internal sealed record SubscriptionView(
    string Plan,
    string Source,
    DateTimeOffset? Until,
    IReadOnlyList<string> Entitlements,
    string Status,
    string? SubscribedPlan,
    DateTimeOffset? CurrentPeriodEnd,
    bool CancelAtPeriodEnd,
    string? NextPlan,
    DateTimeOffset? GraceUntil
) : IHasExample<SubscriptionView>
{
    public static SubscriptionView Example =>
        new(
            Plans.Plan.Elite.Code,
            PlanSource.Subscription,
            new DateTimeOffset(2026, 12, 21, 8, 30, 0, TimeSpan.Zero),
            Plans.Plan.Elite.Entitlements,
            "active",
            Plans.Plan.Elite.Code,
            new DateTimeOffset(2026, 12, 21, 8, 30, 0, TimeSpan.Zero),
            false,
            Plans.Plan.Premium.Code,
            null
        );

    public static SubscriptionView Of(PlanInForce held, Subscription? subscription)
    {
        var running = subscription is { IsRunning: true } ? subscription : null;
        return new(
            held.Plan.Code,
            held.Source,
            UntilOf(held, running),
            held.Plan.Entitlements,
            StatusOf(subscription),
            running?.Plan,
            running?.CurrentPeriodEnd,
            running?.CancelAtPeriodEnd ?? false,
            running is { CancelAtPeriodEnd: false } ? running.NextPlan : null,
            running?.Status == SubscriptionStatus.PastDue ? running.GraceUntil : null
        );
    }

    // A subscription counts a little longer than its period, until its renewal is known. That time is not promised to the caller.
    private static DateTimeOffset? UntilOf(PlanInForce held, Subscription? running) =>
        held.Source == PlanSource.Subscription && running is { Status: SubscriptionStatus.Active } ? running.CurrentPeriodEnd : held.Until;

    private static string StatusOf(Subscription? subscription) =>
        subscription switch
        {
            null => "none",
            { IsWaiting: true } => SubscriptionStatus.Pending,
            { Status: SubscriptionStatus.Active, CancelAtPeriodEnd: true } => "cancelling",
            _ => subscription.Status,
        };
}
