using System.Security.Claims;
using Community.Payments.Orders;
using Community.Payments.Stripe;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Localization;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Payments.Checkout;

/// <summary>Paying with money.</summary>
internal static class CheckoutEndpoints
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGroup("/payments").WithTags("Payments").MapPost("/create-checkout-session", StartAsync).RequireSignedIn().Idempotent();

    /// <summary>Opens a payment page for the caller's order.</summary>
    /// <remarks>
    /// The call waits for an order that was offered a moment ago. Asking again with the same method answers the same page. Asking for
    /// another method closes the page before, so that an order is charged once. The order's status counts afterwards, not the buyer's
    /// return to <c>success_url</c>. The receipt is mailed to a verified address, in the language of Accept-Language (English or Arabic).
    /// </remarks>
    private static async Task<
        Results<Ok<CheckoutView>, BadRequestProblem, NotFoundProblem, ConflictProblem, UnprocessableProblem, ServiceUnavailableProblem>
    > StartAsync(
        CheckoutRequest request,
        ClaimsPrincipal caller,
        OrderLookup lookup,
        CheckoutSessions sessions,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        if (await lookup.FindAsync(caller.UserId(), request.OrderId, request.EventId, cancellationToken) is not { } order)
        {
            return Problem.NotFound("There is no such order.");
        }

        try
        {
            // The work goes on if the client disconnects: no session must be left half made.
            var result = await sessions.StartAsync(
                order.Id,
                MethodOf(request.PaymentMethod),
                request.SuccessUrl,
                request.CancelUrl,
                TextLanguage.Of(http.Request),
                CancellationToken.None
            );
            return result switch
            {
                { Outcome: CheckoutOutcome.Ready, Payment: { } payment } => TypedResults.Ok(
                    new CheckoutView(payment.SessionId!, payment.SessionUrl!, payment.Id, order.Id)
                ),
                { Outcome: CheckoutOutcome.AlreadyPaid } => Problem.Conflict("The order is already paid.", "already_paid"),
                { Outcome: CheckoutOutcome.CreditsOnly } => Problem.Conflict(
                    "The order can be paid with credits only. POST /payments/orders/{id}/pay-with-credits pays it.",
                    "credits_only"
                ),
                { Outcome: CheckoutOutcome.MethodRefused } => Problem
                    .Unprocessable("This order cannot be paid by this method. Choose one of its payment_methods.", "method_refused")
                    .With("payment_methods", order.PayableWith()),
                { Outcome: CheckoutOutcome.Refused } => Problem
                    .Unprocessable(
                        "The payment provider does not take this order by this method. Try another one of its payment_methods.",
                        "method_refused"
                    )
                    .With("payment_methods", order.PayableWith())
                    .With("code", result.Code),
                { Outcome: CheckoutOutcome.BeingPaid } => Problem.Conflict(
                    "A payment for this order is on its way. Wait until it has arrived or failed.",
                    "being_paid"
                ),
                _ => Problem.Conflict("The order can no longer be paid. Ask for a new one where you bought it.", "not_open"),
            };
        }
        catch (StripeUnavailableException)
        {
            return Problem.ServiceUnavailable(
                Soon,
                "The payment provider does not answer at the moment. Try again shortly.",
                "provider_unavailable"
            );
        }
    }

    private static string MethodOf(CheckoutMethod method) =>
        method switch
        {
            CheckoutMethod.Card => PaymentMethods.Card,
            CheckoutMethod.Alipay => PaymentMethods.Alipay,
            _ => PaymentMethods.WeChatPay,
        };
}
