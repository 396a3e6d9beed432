using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using Community.Money;
using Community.Payments.Data;
using Community.Payments.Orders;
using Community.Payments.Wallets;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Refunds;

/// <summary>Refunds by hand. Buyers get their money by cancelling the goods, by the seller's rules.</summary>
internal static class RefundEndpoints
{
    private const long CentsOfCredit = 10;

    public static void Map(IEndpointRouteBuilder api)
    {
        var payments = api.MapGroup("/payments").WithTags("Payments");
        payments
            .MapPost("/{id:guid}/refund", RefundAsync)
            .RequireAdmin()
            .RequireRecentSignIn()
            .RecordsAct(StaffActs.PaymentRefunded)
            .Idempotent();
        payments
            .MapGet("/people/{user_id:guid}", ReceivedPayments.ListAsync)
            .NotStored("shows payments")
            .RequireAdmin()
            .RecordsAct(StaffActs.PaymentsRead);
        payments.MapPost("/refunds/{id:guid}/take-as-credits", TakeAsCreditsAsync).RequireSignedIn().Idempotent();
        payments
            .MapPost("/refunds/{id:guid}/paid-out", PaidOutAsync)
            .RequireAdmin()
            .RequireRecentSignIn()
            .RecordsAct(StaffActs.RefundPaidOut)
            .Idempotent();
    }

    /// <summary>Gives a payment back, whole or in part (administrators).</summary>
    /// <remarks>Credits are back at once. Money is on its way, and the payment shows it once the provider has confirmed it.</remarks>
    /// <param name="id">The payment's id.</param>
    private static async Task<Results<Ok<OrderView>, BadRequestProblem, NotFoundProblem, ConflictProblem>> RefundAsync(
        Guid id,
        RefundRequest request,
        ClaimsPrincipal caller,
        PaymentsDb db,
        OrderStore orders,
        TimeProvider clock
    )
    {
        var orderId = await db.Payments.Where(payment => payment.Id == id).Select(payment => (Guid?)payment.OrderId).SingleOrDefaultAsync();
        if (orderId is null)
        {
            return Problem.NotFound("There is no such payment.");
        }

        return await db.InTransactionAsync<Results<Ok<OrderView>, BadRequestProblem, NotFoundProblem, ConflictProblem>>(async () =>
        {
            var state = (await orders.LockAsync(orderId.Value))!;
            if (state.Find(id) is not { Status: PaymentStatus.Succeeded, IsSurplus: false } payment)
            {
                return Problem.Conflict("This payment cannot be refunded: no money was received for it.", "not_paid");
            }

            if (payment.Remaining == 0 || request.AmountCents > payment.Remaining)
            {
                return Problem
                    .Conflict($"At most {payment.Remaining} of this payment can still be refunded.", "exceeds_payment")
                    .With("remaining", payment.Remaining);
            }

            var amount = request.AmountCents ?? payment.Remaining;
            if (!await orders.RefundAsync(state, new AskRefund(request.Reason ?? "by_operator", request.AmountCents)))
            {
                return Problem.Conflict("The purchase is already used, so it cannot be refunded.", "already_used");
            }

            db.RecordAct(
                StaffActs.PaymentRefunded,
                caller.UserId(),
                clock.GetUtcNow(),
                state.Order.UserId,
                id,
                string.Create(CultureInfo.InvariantCulture, $"{amount} {payment.Currency}")
            );
            await db.SaveChangesAsync();
            return TypedResults.Ok(OrderView.Of(state.Order, state.Payments, state.Refunds));
        });
    }

    /// <summary>Takes a refund that the caller's bank did not take as credits instead, at once.</summary>
    /// <remarks>
    /// For a payment in USD: one credit for each 0.10 USD, rounded up. For another currency: by the price in credits that the order had;
    /// without one the answer is 409 <c>no_rate</c>. The order names the refunds that failed.
    /// </remarks>
    /// <param name="id">The refund's id.</param>
    private static async Task<Results<Ok<OrderView>, NotFoundProblem, ConflictProblem>> TakeAsCreditsAsync(
        Guid id,
        ClaimsPrincipal caller,
        PaymentsDb db,
        OrderStore orders,
        TimeProvider clock
    )
    {
        var user = caller.UserId();
        return await SettleAsync(
            id,
            db,
            orders,
            order => order.UserId == user,
            async (state, refund) =>
            {
                var payment = state.Find(refund.PaymentId)!;
                if (CreditsFor(refund.Amount, payment, state.Order) is not { } credits)
                {
                    return Problem.Conflict(
                        "There is no rate from this currency to credits. Write to support to receive it in another way.",
                        "no_rate"
                    );
                }

                var outcome = OrderState.Apply(state, new SettleRefund(id, RefundWay.Credits), clock.GetUtcNow());
                if (outcome == OrderOutcome.Done)
                {
                    await db.IssueAsync(user, credits, "refund", $"refund_as_credits:{id}", state.Order.Id, clock.GetUtcNow());
                }

                return null;
            }
        );
    }

    /// <summary>Records that a refund that the buyer's bank did not take was paid another way (administrators).</summary>
    /// <param name="id">The refund's id.</param>
    /// <param name="request">The way.</param>
    private static Task<Results<Ok<OrderView>, NotFoundProblem, ConflictProblem>> PaidOutAsync(
        Guid id,
        PaidOutRequest request,
        ClaimsPrincipal caller,
        PaymentsDb db,
        OrderStore orders,
        TimeProvider clock
    ) =>
        SettleAsync(
            id,
            db,
            orders,
            static _ => true,
            (state, _) =>
            {
                OrderState.Apply(state, new SettleRefund(id, RefundWay.PaidOut, request.Note), clock.GetUtcNow());
                db.RecordAct(StaffActs.RefundPaidOut, caller.UserId(), clock.GetUtcNow(), state.Order.UserId, id);
                return Task.FromResult<ConflictProblem?>(null);
            }
        );

    private static async Task<Results<Ok<OrderView>, NotFoundProblem, ConflictProblem>> SettleAsync(
        Guid id,
        PaymentsDb db,
        OrderStore orders,
        Func<Order, bool> isAllowed,
        Func<OrderState, Refund, Task<ConflictProblem?>> settle
    )
    {
        var orderId = await db.Refunds.Where(refund => refund.Id == id).Select(refund => (Guid?)refund.OrderId).SingleOrDefaultAsync();
        return await db.InTransactionAsync<Results<Ok<OrderView>, NotFoundProblem, ConflictProblem>>(async () =>
        {
            if (orderId is null || await orders.LockAsync(orderId.Value) is not { } state || !isAllowed(state.Order))
            {
                return Problem.NotFound("There is no such refund.");
            }

            var refund = state.FindRefund(id)!;
            if (refund.Status != RefundStatus.Failed)
            {
                return Problem.Conflict(
                    "This refund has arrived or is on its way. Only a refund that the bank did not accept can be settled in another way.",
                    "not_failed"
                );
            }

            if (await settle(state, refund) is { } conflict)
            {
                return conflict;
            }

            await orders.WriteAsync([state]);
            return TypedResults.Ok(OrderView.Of(state.Order, state.Payments, state.Refunds));
        });
    }

    /// <summary>
    /// The credits for money of a refund; null: there is no rate. In other currencies than USD the rate is that of the order's two prices.
    /// A seller sets both freely, so their rate counts up to the worth of the money.
    /// </summary>
    private static long? CreditsFor(long amount, Payment payment, Order order) =>
        payment.Currency switch
        {
            "USD" => (amount + CentsOfCredit - 1) / CentsOfCredit,
            _ when order is { PriceCredits: { } price, AmountCents: > 0 } => Math.Min(
                (long)Math.Ceiling((decimal)amount * price / order.AmountCents),
                order.SellerId is null ? long.MaxValue : WorthOf(amount, payment.Currency)
            ),
            _ => null,
        };

    private static long WorthOf(long amount, string currency) =>
        SalePrice.OneDollar.TryGetValue(currency, out var dollar) ? (long)Math.Ceiling((decimal)amount * 100 / CentsOfCredit / dollar) : 0;
}

/// <summary>How an operator paid a refund that the buyer's bank did not take.</summary>
/// <param name="Note">The bank transfer or other payment, for the record.</param>
internal sealed record PaidOutRequest([StringLength(200, MinimumLength = 1), SingleLine] string Note) : IHasExample<PaidOutRequest>
{
    public static PaidOutRequest Example => new("bank transfer 2026-11-22/7");
}

/// <summary>A refund to make.</summary>
/// <param name="AmountCents">In the smallest unit of the payment's currency; null: all that is left.</param>
/// <param name="Reason">Why, for the record.</param>
internal sealed record RefundRequest(
    [Range(1, long.MaxValue)] long? AmountCents = null,
    [StringLength(100), SingleLine] string? Reason = null
) : IHasExample<RefundRequest>
{
    public static RefundRequest Example => new(500, "goodwill");
}
