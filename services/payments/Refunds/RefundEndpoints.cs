using System.ComponentModel.DataAnnotations;
using Community.Payments.Data;
using Community.Payments.Orders;
using Community.ServiceDefaults.Authorization;
using Community.ServiceDefaults.Idempotency;
using Community.ServiceDefaults.OpenApi;
using Community.ServiceDefaults.Problems;
using Community.ServiceDefaults.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Refunds;

/// <summary>Giving money back by hand. Buyers get theirs by cancelling what they bought, by its seller's rules.</summary>
internal static class RefundEndpoints
{
    public static void MapRefunds(this IEndpointRouteBuilder api) =>
        api.MapGroup("/payments").WithTags("Payments").MapPost("/{id:guid}/refund", RefundAsync).RequireAdmin().Idempotent();

    public static IServiceCollection AddRefunds(this IServiceCollection services) => services.AddHostedService<RefundSender>();

    /// <summary>Gives a payment back, whole or in part (administrators).</summary>
    /// <remarks>Credits are back at once; money is on its way, and the payment says so once the provider has confirmed it.</remarks>
    /// <param name="id">The payment's id.</param>
    private static async Task<Results<Ok<OrderView>, BadRequestProblem, NotFoundProblem, ConflictProblem>> RefundAsync(
        Guid id, RefundRequest request, PaymentsDb db, OrderTransaction orders)
    {
        var orderId = await db.Payments.Where(payment => payment.Id == id).Select(payment => (Guid?)payment.OrderId).SingleOrDefaultAsync();
        if (orderId is null)
        {
            return Problem.NotFound("There is no such payment.");
        }

        return await db.InTransactionAsync<Results<Ok<OrderView>, BadRequestProblem, NotFoundProblem, ConflictProblem>>(async () =>
        {
            var book = (await orders.LockAsync(orderId.Value))!;
            if (book.Find(id) is not { Status: PaymentStatus.Succeeded, IsSurplus: false } payment)
            {
                return Problem.Conflict("This payment cannot be refunded: no money was received for it.", "not_paid");
            }

            if (payment.Remaining == 0 || request.AmountCents > payment.Remaining)
            {
                return Problem.Conflict($"At most {payment.Remaining} of this payment can still be refunded.", "exceeds_payment").With("remaining", payment.Remaining);
            }

            if (!await orders.RefundAsync(book, new AskRefund(request.Reason ?? "by_operator", request.AmountCents)))
            {
                return Problem.Conflict("What was bought is already used, so it cannot be refunded.", "already_used");
            }

            return TypedResults.Ok(OrderView.Of(book.Order, book.Payments));
        });
    }
}

/// <summary>What is to go back.</summary>
/// <param name="AmountCents">In the smallest unit of what was paid; null: all that is left.</param>
/// <param name="Reason">Why, for the record.</param>
internal sealed record RefundRequest(
    [Range(1, long.MaxValue)] long? AmountCents = null, [StringLength(100), SingleLine] string? Reason = null) : IHasExample<RefundRequest>
{
    public static RefundRequest Example => new(500, "goodwill");
}
