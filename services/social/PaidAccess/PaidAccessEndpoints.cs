using System.Security.Claims;
using Community.Money;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Social.Data;
using Community.Social.Membership;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.PaidAccess;

/// <summary>
/// Paying for a community. All members pay, once or for each month, except those whom its owners have made owners or moderators. Users join
/// by <c>POST /communities/{id}/join</c>, which answers with the order.
/// </summary>
internal static class PaidAccessEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var access = api.MapGroup("/communities/{id:guid}/access").WithTags("Paid access").RequireSignedIn();
        access.MapGet("/", ShowAsync);
        access.MapPost("/renew", RenewAsync).Idempotent();
    }

    /// <summary>402 with the order to pay.</summary>
    public static PaymentRequiredProblem OrderRequired(AccessOrder order) =>
        Problem.OrderRequired(
            OrdersToPay.Of(order.Id, order.AmountCents, order.Currency, order.PriceCredits, order.ExpiresAt),
            "Membership of this community costs money."
        );

    /// <summary>Shows the caller's paid access to a community, and the open order.</summary>
    /// <remarks>
    /// The next month is offered three days before a month ends. When the last paid month ends, the membership ends too. Owners and
    /// moderators need not pay.
    /// </remarks>
    /// <param name="id">The community's id.</param>
    private static async Task<Results<Ok<AccessView>, NotFoundProblem>> ShowAsync(
        Guid id,
        ClaimsPrincipal caller,
        SocialDb db,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (me, now) = (caller.UserId(), clock.GetUtcNow());
        var place = await db.RequireKnownAsync(id, me, cancellationToken);
        var orders = await db
            .AccessOrders.AsNoTracking()
            .Where(order => order.CommunityId == id && order.UserId == me)
            .ToListAsync(cancellationToken);
        var held = PaidTime.HeldAt(orders, now);
        return TypedResults.Ok(
            new AccessView(
                place.Role is not null,
                held is not null,
                held?.Until,
                orders.Find(order => order.IsOpen(now)) is { } open ? OpenOrderView.Of(open) : null
            )
        );
    }

    /// <summary>Requests the order for the next month of a community.</summary>
    /// <remarks>
    /// 402 with the order, in the last three days of the paid time; before that, and if the access does not end, 409
    /// (<c>not_renewable</c>).
    /// </remarks>
    /// <param name="id">The community's id.</param>
    private static async Task<Results<NoContent, PaymentRequiredProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>> RenewAsync(
        Guid id,
        ClaimsPrincipal caller,
        Actors actors,
        MembershipBatcher batcher,
        MembershipOptions options
    )
    {
        var me = await actors.RequireAsync(caller.UserId());
        (await batcher.RunAsync(id, new RenewAccess(me.Id))).OrRefuse(options);
        return TypedResults.NoContent();
    }
}

/// <summary>The caller's paid access to a community.</summary>
/// <param name="IsMember">Whether the caller is a member.</param>
/// <param name="IsPaid">Whether the caller has paid access; owners and moderators need none.</param>
/// <param name="PaidUntil">When it ends; null: it is unlimited, if it is paid.</param>
/// <param name="Order">The open order: for joining, or for the next month.</param>
internal sealed record AccessView(bool IsMember, bool IsPaid, DateTimeOffset? PaidUntil, OpenOrderView? Order) : IHasExample<AccessView>
{
    public static AccessView Example => new(IsMember: true, IsPaid: true, new DateTimeOffset(2026, 12, 21, 8, 30, 0, TimeSpan.Zero), null);
}

/// <summary>An order to pay.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="AmountCents">Minor units of the currency.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="PriceCredits">The price in credits, if they are accepted.</param>
/// <param name="ExpiresAt">When the offer ends.</param>
internal sealed record OpenOrderView(Guid OrderId, long AmountCents, string Currency, long? PriceCredits, DateTimeOffset ExpiresAt)
    : IHasExample<OpenOrderView>
{
    public static OpenOrderView Example =>
        new(Guid.Parse("0198c0de-0000-7000-8000-0000000000a1"), 990, "USD", 99, new DateTimeOffset(2026, 12, 21, 8, 30, 0, TimeSpan.Zero));

    public static OpenOrderView Of(AccessOrder order) =>
        new(order.Id, order.AmountCents, order.Currency, order.PriceCredits, order.ExpiresAt);
}
