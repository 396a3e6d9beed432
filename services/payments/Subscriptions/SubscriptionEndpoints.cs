using System.Security.Claims;
using Community.Payments.Data;
using Community.Payments.Plans;
using Community.Payments.Stripe;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Localization;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Subscriptions;

/// <summary>The caller's plan.</summary>
internal static class SubscriptionEndpoints
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder api)
    {
        var subscriptions = api.MapGroup("/subscriptions").WithTags("Subscriptions");
        subscriptions.MapGet("/plans", Plans).CachedFor(seconds: 300).AllowAnonymous();
        subscriptions.MapGet("/me", ShowAsync).RequireSignedIn();
        subscriptions.MapPost("/me", SubscribeAsync).RequireSignedIn().Idempotent();
        subscriptions.MapDelete("/me", CancelAsync).RequireSignedIn();
        subscriptions.MapPost("/me/resume", ResumeAsync).RequireSignedIn();
    }

    /// <summary>Lists the plans that every user can have, the free one first.</summary>
    private static Ok<IReadOnlyList<PlanView>> Plans() =>
        TypedResults.Ok<IReadOnlyList<PlanView>>([PlanView.Of(Plan.Free), PlanView.Of(Plan.Premium), PlanView.Of(Plan.Elite)]);

    /// <summary>Shows the caller's plan, its entitlements and the state of the subscription.</summary>
    private static async Task<Ok<SubscriptionView>> ShowAsync(ClaimsPrincipal caller, PaymentsDb db, TimeProvider clock) =>
        TypedResults.Ok(await ViewAsync(caller, db, clock));

    /// <summary>Subscribes the caller to a plan, or changes the plan.</summary>
    /// <remarks>
    /// Without a subscription: 201 with a page to pay on. Asking again for the same plan answers the same page. A higher plan than the
    /// present one begins at once, and the difference for the rest of the period is charged (402 <c>card_declined</c> if the charge fails;
    /// then nothing changes). A lower one begins with the next period. Both are 200. Choosing a plan takes a cancellation back. A plan that
    /// the caller has for life, or a lower one, is 409 <c>plan_included</c>.
    /// </remarks>
    /// <param name="request">The plan.</param>
    private static async Task<
        Results<
            Created<SubscriptionCheckoutView>,
            Ok<SubscriptionView>,
            BadRequestProblem,
            PaymentRequiredProblem,
            ConflictProblem,
            ServiceUnavailableProblem
        >
    > SubscribeAsync(
        SubscribeRequest request,
        ClaimsPrincipal caller,
        HttpContext http,
        StripeSubscriptions subscriptions,
        PaymentsDb db,
        TimeProvider clock
    )
    {
        if (await HasForLifeAsync(db, caller.UserId(), Plan.Of(request.Plan)))
        {
            return Problem.Conflict("You have this plan, or a higher one, for life: there is nothing to subscribe to.", "plan_included");
        }

        try
        {
            // The work goes on if the client disconnects: no subscription must be left half made.
            var wish = new SubscriptionWish(
                Plan.Of(request.Plan),
                request.PaymentMethod,
                request.SuccessUrl,
                request.CancelUrl,
                http.IdempotencyKeyId(),
                TextLanguage.Of(http.Request)
            );
            var result = await subscriptions.SubscribeAsync(caller.UserId(), wish, CancellationToken.None);
            return result switch
            {
                { Outcome: SubscriptionOutcome.ToPay, Subscription: { } ours } => TypedResults.Created(
                    "/api/v1/subscriptions/me",
                    new SubscriptionCheckoutView(ours.SessionId!, ours.SessionUrl!)
                ),
                { Outcome: SubscriptionOutcome.Done } => TypedResults.Ok(await ViewAsync(caller, db, clock)),
                { Outcome: SubscriptionOutcome.AlreadySubscribed } => Problem.Conflict("This is already your plan.", "already_subscribed"),
                { Outcome: SubscriptionOutcome.PaymentOverdue } => Problem.Conflict(
                    "Your last renewal is not paid yet. Pay it first.",
                    "payment_overdue"
                ),
                { Outcome: SubscriptionOutcome.Declined } => Problem
                    .PlanRequired(
                        request.Plan,
                        "Your card was declined, and your plan is unchanged. Ask your bank, then try again.",
                        "card_declined"
                    )
                    .With("decline_code", result.Reason),
                _ => Problem
                    .Conflict("The payment provider refused this. Try again later, or choose another payment method.", "refused")
                    .With("code", result.Reason),
            };
        }
        catch (StripeUnavailableException)
        {
            return Unavailable();
        }
    }

    /// <summary>Cancels the caller's subscription with the end of the paid period. Repeating it answers the same.</summary>
    private static async Task<Results<Ok<SubscriptionView>, ServiceUnavailableProblem>> CancelAsync(
        ClaimsPrincipal caller,
        StripeSubscriptions subscriptions,
        PaymentsDb db,
        TimeProvider clock
    )
    {
        try
        {
            await subscriptions.CancelAsync(caller.UserId(), CancellationToken.None);
            return TypedResults.Ok(await ViewAsync(caller, db, clock));
        }
        catch (StripeUnavailableException)
        {
            return Unavailable();
        }
    }

    /// <summary>Takes the cancellation of the caller's subscription back, until its period ends. Repeating it answers the same.</summary>
    private static async Task<Results<Ok<SubscriptionView>, NotFoundProblem, ServiceUnavailableProblem>> ResumeAsync(
        ClaimsPrincipal caller,
        StripeSubscriptions subscriptions,
        PaymentsDb db,
        TimeProvider clock
    )
    {
        try
        {
            var result = await subscriptions.ResumeAsync(caller.UserId(), CancellationToken.None);
            return result.Outcome == SubscriptionOutcome.Done
                ? TypedResults.Ok(await ViewAsync(caller, db, clock))
                : Problem.NotFound("You have no subscription.", "not_subscribed");
        }
        catch (StripeUnavailableException)
        {
            return Unavailable();
        }
    }

    private static async Task<SubscriptionView> ViewAsync(ClaimsPrincipal caller, PaymentsDb db, TimeProvider clock)
    {
        var (user, now) = (caller.UserId(), clock.GetUtcNow());
        return SubscriptionView.Of(await db.PlanInForceAsync(user, now), await db.CurrentSubscriptionAsync(user));
    }

    private static async Task<bool> HasForLifeAsync(PaymentsDb db, Guid userId, Plan plan) =>
        (
            await db
                .PlanGrants.AsNoTracking()
                .Where(grant => grant.UserId == userId && grant.Until == null && grant.RevokedAt == null)
                .Select(grant => grant.Plan)
                .ToListAsync()
        ).Exists(code => Plan.Of(code).Rank >= plan.Rank);

    private static ServiceUnavailableProblem Unavailable() =>
        Problem.ServiceUnavailable(Soon, "The payment provider does not answer at the moment. Try again shortly.", "provider_unavailable");
}
