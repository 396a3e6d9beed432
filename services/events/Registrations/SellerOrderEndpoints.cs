using Community.Contracts.Payments;
using Community.Events.Data;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Registrations;

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
        EventsDb db,
        TimeProvider clock
    )
    {
        var now = clock.GetUtcNow();
        var offered = await db
            .Registrations.AsNoTracking()
            .Where(r =>
                r.UserId == userId
                && r.Status == RegistrationStatus.Pending
                && r.HoldExpiresAt > now
                && (r.OrderId == orderId || r.EventId == productId)
            )
            .Join(
                db.Events,
                r => r.EventId,
                e => e.Id,
                (r, e) =>
                    new
                    {
                        Registration = r,
                        e.Name,
                        e.OrganizerId,
                        e.EndsAt,
                    }
            )
            .FirstOrDefaultAsync();
        return offered is { Registration: var held }
            ? TypedResults.Ok(
                new PaymentRequested(
                    Guid.CreateVersion7(now),
                    now,
                    held.OrderId!.Value,
                    1,
                    held.UserId,
                    Seats.Purpose,
                    held.Id,
                    offered.Name,
                    held.AmountCents!.Value,
                    held.Currency!,
                    held.PriceCredits,
                    held.HoldExpiresAt!.Value,
                    held.EventId,
                    offered.OrganizerId,
                    offered.EndsAt + RefundTerms.Notice
                )
            )
            : Problem.NotFound("There is no such offer.");
    }
}
