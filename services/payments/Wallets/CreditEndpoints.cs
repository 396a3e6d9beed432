using System.Security.Claims;
using Community.Payments.Checkout;
using Community.Payments.Orders;
using Community.Payments.Stripe;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Localization;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Payments.Wallets;

/// <summary>Paying with credits.</summary>
internal static class CreditEndpoints
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGroup("/payments")
            .WithTags("Payments")
            .MapPost("/orders/{id:guid}/pay-with-credits", PayAsync)
            .WithName("credit_payment_pay")
            .RequireSignedIn()
            .Idempotent();

    /// <summary>Pays the caller's order with credits, at once.</summary>
    /// <remarks>An open payment page of the order is closed first, so that the order is paid once.</remarks>
    /// <param name="id">The order's id.</param>
    private static async Task<
        Results<Ok<OrderView>, NotFoundProblem, PaymentRequiredProblem, ConflictProblem, ServiceUnavailableProblem>
    > PayAsync(
        Guid id,
        ClaimsPrincipal caller,
        OrderLookup lookup,
        CreditBatcher credits,
        CheckoutSessions sessions,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var (user, command) = (caller.UserId(), new CreditCommand(id, http.IdempotencyKeyId(), TextLanguage.Of(http.Request)));
        if (await lookup.FindAsync(user, id, null, cancellationToken) is null)
        {
            return Problem.NotFound("There is no such order.");
        }

        try
        {
            var result = await credits.PayAsync(user, command);
            if (result is { Outcome: CreditOutcome.SessionOpen, Order: { } order, Payment: { } open })
            {
                await sessions.CloseAsync(order, open, CancellationToken.None);
                result = await credits.PayAsync(user, command);
            }

            return result switch
            {
                { Outcome: CreditOutcome.Paid } => TypedResults.Ok(OrderView.Of(result.Order!, [result.Payment!], [])),
                { Outcome: CreditOutcome.NotFound } => Problem.NotFound("There is no such order."),
                { Outcome: CreditOutcome.AlreadyPaid } => Problem.Conflict("The order is already paid.", "already_paid"),
                { Outcome: CreditOutcome.NotForCredits } => Problem.Conflict(
                    "The order cannot be paid with credits. POST /payments/create-checkout-session pays it with money.",
                    "not_for_credits"
                ),
                { Outcome: CreditOutcome.SessionOpen } => Problem.Conflict(
                    "The order is being paid in another way at this moment. Wait for that payment, or try again shortly.",
                    "being_paid"
                ),
                { Outcome: CreditOutcome.Insufficient } => result.Order!.ToInsufficientCredits(result.Balance),
                _ => Problem.Conflict("The order can no longer be paid. Ask for a new one where you bought it.", "not_open"),
            };
        }
        catch (StripeUnavailableException)
        {
            return Problem.ServiceUnavailable(
                Soon,
                "The open payment page of this order cannot be closed at the moment. Try again shortly.",
                "provider_unavailable"
            );
        }
    }
}
