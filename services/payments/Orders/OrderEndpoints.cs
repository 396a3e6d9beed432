using System.Security.Claims;
using Community.Payments.Data;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Orders;

/// <summary>The caller's orders, paid and unpaid. Orders of other users do not exist for the caller; administrators see all.</summary>
internal static class OrderEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var payments = api.MapGroup("/payments").WithTags("Payments");
        payments.MapGet("", ListAsync).NotStored("shows payments").RequireSignedIn();
        payments.MapGet("/orders/{id:guid}", ShowAsync).NotStored("shows payments").RequireSignedIn();
        payments.MapGet("/status/{id:guid}", StatusAsync).NotStored("shows payments").RequireSignedIn();
    }

    /// <summary>Lists the caller's orders with their payments, the newest first.</summary>
    private static async Task<Results<Ok<CursorPage<OrderView>>, BadRequestProblem>> ListAsync(
        [AsParameters] CursorQuery query,
        ClaimsPrincipal caller,
        PaymentsDb db,
        CancellationToken cancellationToken
    )
    {
        var user = caller.UserId();
        var orders = db.Orders.AsNoTracking().Where(order => order.UserId == user);
        if (query.TryGetPosition<OrderPosition>(out var position))
        {
            orders = orders.Where(order =>
                order.CreatedAt < position.CreatedAt || (order.CreatedAt == position.CreatedAt && order.Id < position.Id)
            );
        }

        var rows = await orders
            .OrderByDescending(order => order.CreatedAt)
            .ThenByDescending(order => order.Id)
            .Take(query.Limit + 1)
            .ToListAsync(cancellationToken);
        var ids = rows.ConvertAll(order => order.Id);
        var payments = (
            await db.Payments.AsNoTracking().Where(payment => ids.Contains(payment.OrderId)).ToListAsync(cancellationToken)
        ).ToLookup(p => p.OrderId);
        var refunds = (
            await db.Refunds.AsNoTracking().Where(refund => ids.Contains(refund.OrderId)).ToListAsync(cancellationToken)
        ).ToLookup(r => r.OrderId);
        return TypedResults.Ok(
            Cursor.Page(
                rows.ConvertAll(order => OrderView.Of(order, payments[order.Id], refunds[order.Id])),
                query,
                view => new OrderPosition(view.CreatedAt, view.Id)
            )
        );
    }

    /// <summary>Shows an order of the caller's.</summary>
    /// <param name="id">The order's id.</param>
    private static async Task<Results<Ok<OrderView>, NotFoundProblem>> ShowAsync(Guid id, ClaimsPrincipal caller, PaymentsDb db)
    {
        var order = await db.Orders.AsNoTracking().SingleOrDefaultAsync(order => order.Id == id);
        return order is not null && caller.MaySee(order)
            ? TypedResults.Ok(
                OrderView.Of(
                    order,
                    await db.Payments.AsNoTracking().Where(payment => payment.OrderId == id).ToListAsync(),
                    await db.Refunds.AsNoTracking().Where(refund => refund.OrderId == id).ToListAsync()
                )
            )
            : Problem.NotFound("There is no such order.");
    }

    /// <summary>Shows the state of a payment of the caller's.</summary>
    /// <param name="id">The payment's id.</param>
    private static async Task<Results<Ok<PaymentView>, NotFoundProblem>> StatusAsync(Guid id, ClaimsPrincipal caller, PaymentsDb db)
    {
        var found = await db
            .Payments.AsNoTracking()
            .Where(payment => payment.Id == id)
            .Join(db.Orders, payment => payment.OrderId, order => order.Id, (payment, order) => new { payment, order })
            .SingleOrDefaultAsync();
        return found is not null && caller.MaySee(found.order)
            ? TypedResults.Ok(PaymentView.Of(found.payment))
            : Problem.NotFound("There is no such payment.");
    }

    private static bool MaySee(this ClaimsPrincipal caller, Order order) => order.UserId == caller.UserId() || caller.IsInRole(Roles.Admin);

    private sealed record OrderPosition(DateTimeOffset CreatedAt, Guid Id);
}
