using System.Security.Claims;
using Community.Payments.Checkout;
using Community.Payments.Orders;
using Community.Payments.Stripe;
using Community.ServiceDefaults.Authorization;
using Community.ServiceDefaults.Idempotency;
using Community.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Payments.Wallets;

/// <summary>Paying with credits.</summary>
internal static class CreditPaymentEndpoints
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public static void MapCreditPayments(this IEndpointRouteBuilder api) =>
        api.MapGroup("/payments").WithTags("Payments").MapPost("/orders/{id:guid}/pay-with-credits", PayAsync).RequireSignedIn().Idempotent();

    public static IServiceCollection AddWallets(this IServiceCollection services) => services.AddSingleton<CreditPayments>();

    /// <summary>Pays the caller's order with credits, at once.</summary>
    /// <remarks>A payment page that is open for the order is closed first, so that it is paid once.</remarks>
    /// <param name="id">The order's id.</param>
    private static async Task<Results<Ok<OrderView>, NotFoundProblem, PaymentRequiredProblem, ConflictProblem, ServiceUnavailableProblem>> PayAsync(
        Guid id, ClaimsPrincipal caller, OrderLookup lookup, CreditPayments credits, CheckoutDesk desk, CancellationToken cancel)
    {
        var user = caller.UserId();
        if (await lookup.FindAsync(user, id, null, cancel) is null)
        {
            return Problem.NotFound("There is no such order.");
        }

        try
        {
            var result = await credits.PayAsync(user, id);
            if (result is { Outcome: CreditOutcome.SessionOpen, Order: { } order, Payment: { } open })
            {
                await desk.CloseAsync(order, open, CancellationToken.None);
                result = await credits.PayAsync(user, id);
            }

            return result switch
            {
                { Outcome: CreditOutcome.Paid } => TypedResults.Ok(OrderView.Of(result.Order!, [result.Payment!], [])),
                { Outcome: CreditOutcome.NotFound } => Problem.NotFound("There is no such order."),
                { Outcome: CreditOutcome.AlreadyPaid } => Problem.Conflict("The order is paid already.", "already_paid"),
                { Outcome: CreditOutcome.NotForCredits } => Problem.Conflict("The order cannot be paid with credits.", "not_for_credits"),
                { Outcome: CreditOutcome.SessionOpen } => Problem.Conflict("The order is being paid another way.", "being_paid"),
                { Outcome: CreditOutcome.Insufficient } => Problem.PaymentRequired("There are not enough credits in your wallet.", "insufficient_credits")
                    .With("price_credits", result.Order!.PriceCredits).With("balance", result.Balance),
                _ => Problem.Conflict("The order can no longer be paid.", "not_open"),
            };
        }
        catch (StripeUnavailableException)
        {
            return Problem.ServiceUnavailable(Soon, "The payment page that is open for this order cannot be closed at the moment.", "provider_unavailable");
        }
    }
}
