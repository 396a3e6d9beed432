using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Payments.Data;
using Community.Payments.Orders;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Localization;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Boosts;

/// <summary>Showing a profile on top of discovery for a while.</summary>
internal static class BoostEndpoints
{
    private static readonly TimeSpan OpenFor = TimeSpan.FromHours(1);

    public static void Map(IEndpointRouteBuilder api)
    {
        var boosts = api.MapGroup("/boosts").WithTags("Boosts");
        boosts.MapGet("", ShowAsync).RequireSignedIn();
        boosts.MapPost("", PurchaseAsync).RequireSignedIn().Idempotent();
    }

    /// <summary>Lists the boosts that are sold, and the end of the caller's boost.</summary>
    private static async Task<Ok<BoostsView>> ShowAsync(ClaimsPrincipal caller, PaymentsDb db, TimeProvider clock)
    {
        var (user, now) = (caller.UserId(), clock.GetUtcNow());
        var until = await db
            .Boosts.AsNoTracking()
            .Where(boost => boost.UserId == user && boost.BoostedUntil > now)
            .Select(boost => (DateTimeOffset?)boost.BoostedUntil)
            .SingleOrDefaultAsync();
        return TypedResults.Ok(new BoostsView(until, BoostsView.Offers));
    }

    /// <summary>Boosts the caller's profile. A further boost begins at the end of the running one.</summary>
    /// <remarks>
    /// Answers 402 with the order, which is paid like any other, by card or with credits. Asking again while it is open answers the same
    /// order. With <c>credits</c> as <c>pay_with</c>, the order is made and paid in this call: 201, or 402 <c>insufficient_credits</c> with
    /// the order, and nothing is paid.
    /// </remarks>
    /// <param name="request">The boost.</param>
    private static async Task<Results<Created<BoostedView>, PaymentRequiredProblem, BadRequestProblem>> PurchaseAsync(
        BoostRequest request,
        ClaimsPrincipal caller,
        PaymentsDb db,
        BoostPurchase purchase,
        HttpRequest http,
        TimeProvider clock
    )
    {
        var offer = BoostOffer.Of(request.Duration);
        var newOrder = new NewOrder(
            caller.UserId(),
            BoostGoods.OfBoosts,
            offer.ReferenceId,
            $"Profile boost for a {offer.Duration}",
            offer.AmountCents,
            BoostOffer.Currency,
            offer.PriceCredits,
            OpenFor
        );
        if (request.PayWith is null)
        {
            return (await db.InTransactionAsync(() => OrderStore.OfferAsync(db, newOrder, clock.GetUtcNow()))).ToProblem();
        }

        return await purchase.PayWithCreditsAsync(newOrder, TextLanguage.Of(http)) switch
        {
            ({ } until, _) => TypedResults.Created("/api/v1/boosts", new BoostedView(until)),
            // The order exists after this, so that this 402 can be paid like any other.
            (_, var balance) => (
                await db.InTransactionAsync(() => OrderStore.OfferAsync(db, newOrder, clock.GetUtcNow()))
            ).ToInsufficientCredits(balance),
        };
    }
}

/// <summary>A boost to buy.</summary>
/// <param name="Duration"><c>day</c> or <c>week</c>.</param>
/// <param name="PayWith"><c>credits</c>: from the wallet, at once; absent: by an order.</param>
internal sealed record BoostRequest(
    [AllowedValues(BoostOffer.Day, BoostOffer.Week)] string Duration,
    [AllowedValues(null, PaymentMethods.Credits)] string? PayWith = null
) : IHasExample<BoostRequest>
{
    public static BoostRequest Example => new(BoostOffer.Week);
}

/// <summary>A bought boost.</summary>
/// <param name="BoostedUntil">Until when the caller is shown on top.</param>
internal sealed record BoostedView(DateTimeOffset BoostedUntil) : IHasExample<BoostedView>
{
    public static BoostedView Example => new(new DateTimeOffset(2026, 11, 28, 8, 30, 0, TimeSpan.Zero));
}

/// <summary>The caller's boost and the boosts that are sold.</summary>
/// <param name="BoostedUntil">Until when the caller is shown on top; null: not now.</param>
/// <param name="Items">The boosts that are sold.</param>
internal sealed record BoostsView(DateTimeOffset? BoostedUntil, IReadOnlyList<BoostOfferView> Items) : IHasExample<BoostsView>
{
    public static BoostsView Example => new(null, Offers);

    public static IReadOnlyList<BoostOfferView> Offers { get; } =
    [
        .. BoostOffer.All.Select(offer => new BoostOfferView(
            offer.Duration,
            (int)offer.Lasts.TotalHours,
            offer.AmountCents,
            BoostOffer.Currency,
            offer.PriceCredits
        )),
    ];
}

/// <summary>A boost that is sold.</summary>
/// <param name="Duration">The name to use in a purchase.</param>
/// <param name="Hours">How long it lasts.</param>
/// <param name="AmountCents">The price, in the currency's smallest unit.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="PriceCredits">The price in credits.</param>
internal sealed record BoostOfferView(string Duration, int Hours, long AmountCents, string Currency, long PriceCredits);
