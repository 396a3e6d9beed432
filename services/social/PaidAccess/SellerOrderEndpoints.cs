using Community.Contracts.Payments;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;
using Community.Social.Data;
using Community.Social.Membership;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.PaidAccess;

/// <summary>
/// Repeats the content of <see cref="PaymentRequested"/> to payments alone: a buyer may arrive there with an order before the bus has
/// delivered the event.
/// </summary>
internal static class SellerOrderEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/internal/orders", FindAsync).RequireFleet().ExcludeFromDescription();

    private static async Task<Results<Ok<PaymentRequested>, NotFoundProblem>> FindAsync(
        [FromQuery(Name = "user_id")] Guid userId,
        [FromQuery(Name = "order_id")] Guid? orderId,
        [FromQuery(Name = "product_id")] Guid? productId,
        SocialDb db,
        TimeProvider clock
    )
    {
        var now = clock.GetUtcNow();
        var offered = await db
            .AccessOrders.AsNoTracking()
            .FirstOrDefaultAsync(order =>
                order.UserId == userId
                && order.Status == AccessOrderStatus.Open
                && order.ExpiresAt > now
                && (order.Id == orderId || order.CommunityId == productId)
            );
        if (offered is null)
        {
            return Problem.NotFound("There is no such offer.");
        }

        var seller = await db
            .Members.Where(member => member.CommunityId == offered.CommunityId && member.IsMember && member.Role == MemberRole.Owner)
            .OrderBy(member => member.JoinedAt)
            .ThenBy(member => member.UserId)
            .Select(member => (Guid?)member.UserId)
            .FirstOrDefaultAsync();
        return TypedResults.Ok(AccessOrders.Requested(offered, seller, version: 1, now));
    }
}
