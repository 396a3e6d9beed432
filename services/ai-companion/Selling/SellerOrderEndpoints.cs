using Community.Companion.Data;
using Community.Contracts.Payments;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Selling;

/// <summary>
/// Repeats <see cref="PaymentRequested"/> for payments alone: a buyer may be there with their order before the bus has brought it.
/// </summary>
internal static class SellerOrderEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/internal/orders", FindAsync).RequireFleet().ExcludeFromDescription();

    private static async Task<Results<Ok<PaymentRequested>, NotFoundProblem>> FindAsync(
        [FromQuery(Name = "user_id")] Guid userId,
        [FromQuery(Name = "order_id")] Guid? orderId,
        [FromQuery(Name = "product_id")] Guid? productId,
        CompanionDb db,
        TimeProvider clock
    )
    {
        var now = clock.GetUtcNow();
        var offered = await db
            .SaleOrders.AsNoTracking()
            .Where(order =>
                order.UserId == userId
                && order.Status == SaleOrderStatus.Open
                && order.ExpiresAt > now
                && (order.Id == orderId || (productId != null && order.ProductId == productId))
            )
            .OrderByDescending(order => order.OfferedAt)
            .FirstOrDefaultAsync();
        return offered is null ? Problem.NotFound("There is no such offer.") : TypedResults.Ok(offered.Requested(version: 1, now));
    }
}
