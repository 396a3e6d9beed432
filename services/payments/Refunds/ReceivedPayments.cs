using System.Security.Claims;
using Community.Payments.Data;
using Community.Payments.Orders;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Refunds;

/// <summary>The payments of a user, from which an administrator chooses the one to give back.</summary>
internal static class ReceivedPayments
{
    /// <summary>Lists the received payments of a user, the newest first (administrators).</summary>
    /// <remarks>Attempts, and payments that go back by themselves, are left out. Each page is an act in the audit record.</remarks>
    /// <param name="userId">The buyer.</param>
    public static Task<Results<Ok<CursorPage<ReceivedPayment>>, BadRequestProblem>> ListAsync(
        [FromRoute(Name = "user_id")] Guid userId,
        [AsParameters] CursorQuery query,
        ClaimsPrincipal caller,
        PaymentsDb db,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var payments = db.Payments.Where(payment => payment.Status == PaymentStatus.Succeeded && !payment.IsSurplus);
        if (query.TryGetPosition<Position>(out var position))
        {
            payments = payments.Where(payment => payment.Id < position.Id);
        }

        var received = payments
            .Join(
                db.Orders.Where(order => order.UserId == userId),
                payment => payment.OrderId,
                order => order.Id,
                (payment, order) => new { payment, order }
            )
            .OrderByDescending(found => found.payment.Id)
            .Take(query.Limit + 1)
            .Select(found => new ReceivedPayment(
                found.payment.Id,
                found.order.Description,
                found.payment.Amount,
                found.payment.Currency,
                found.payment.RefundedAmount,
                found.payment.SucceededAt ?? found.payment.CreatedAt
            ));
        return db.InTransactionAsync<Results<Ok<CursorPage<ReceivedPayment>>, BadRequestProblem>>(async () =>
        {
            var rows = await received.ToListAsync(cancellationToken);
            db.RecordAct(StaffActs.PaymentsRead, caller.UserId(), clock.GetUtcNow(), userId);
            await db.SaveChangesAsync(cancellationToken);
            return TypedResults.Ok(Cursor.Page(rows, query, payment => new Position(payment.Id)));
        });
    }

    private sealed record Position(Guid Id);
}

/// <summary>A payment that was received.</summary>
/// <param name="Id">The payment's id, for <c>POST /payments/{id}/refund</c>.</param>
/// <param name="Description">The goods, in words.</param>
/// <param name="AmountCents">In the currency's smallest unit.</param>
/// <param name="Currency">ISO 4217, or <c>credits</c>.</param>
/// <param name="RefundedAmount">The amount that has gone back.</param>
/// <param name="PaidAt">When it arrived.</param>
internal sealed record ReceivedPayment(
    Guid Id,
    string Description,
    long AmountCents,
    string Currency,
    long RefundedAmount,
    DateTimeOffset PaidAt
) : IHasExample<ReceivedPayment>
{
    public static ReceivedPayment Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000c1"),
            "Rooftop Sunset",
            2500,
            "USD",
            0,
            new DateTimeOffset(2026, 11, 21, 8, 32, 0, TimeSpan.Zero)
        );
}
