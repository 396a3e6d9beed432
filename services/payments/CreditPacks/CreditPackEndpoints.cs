using System.Security.Claims;
using Community.Payments.Data;
using Community.Payments.Orders;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Payments.CreditPacks;

/// <summary>Buying credits.</summary>
internal static class CreditPackEndpoints
{
    private static readonly TimeSpan OpenFor = TimeSpan.FromHours(1);

    public static void Map(IEndpointRouteBuilder api)
    {
        var packs = api.MapGroup("/wallet/packs").WithTags("Wallet");
        packs.MapGet("", List).CachedFor(seconds: 300).AllowAnonymous();
        packs.MapPost("/{id}/purchase", PurchaseAsync).RequireSignedIn().Idempotent();
    }

    /// <summary>Lists the packs of credits that are sold, the smallest first.</summary>
    private static Ok<IReadOnlyList<CreditPackView>> List() =>
        TypedResults.Ok<IReadOnlyList<CreditPackView>>([.. CreditPack.All.Select(CreditPackView.Of)]);

    /// <summary>Orders a pack of credits for the caller: 402 with the order. After the payment, the credits are in the wallet.</summary>
    /// <remarks>Asking again while the order is open answers the same order.</remarks>
    /// <param name="id">The pack's id.</param>
    private static async Task<Results<PaymentRequiredProblem, NotFoundProblem>> PurchaseAsync(
        string id,
        ClaimsPrincipal caller,
        PaymentsDb db,
        TimeProvider clock
    )
    {
        if (CreditPack.Find(id) is not { } pack)
        {
            return Problem.NotFound("There is no such pack.");
        }

        var order = await db.InTransactionAsync(() =>
            OrderStore.OfferAsync(
                db,
                new(
                    caller.UserId(),
                    CreditPackGoods.OfCreditPacks,
                    pack.ReferenceId,
                    $"{pack.Credits} credits",
                    pack.AmountCents,
                    CreditPack.Currency,
                    PriceCredits: null,
                    OpenFor
                ),
                clock.GetUtcNow()
            )
        );
        return order.ToProblem();
    }
}

/// <summary>A pack of credits.</summary>
/// <param name="Id">The id to use in a purchase.</param>
/// <param name="Credits">How many credits.</param>
/// <param name="AmountCents">The price, in the currency's smallest unit.</param>
/// <param name="Currency">ISO 4217.</param>
internal sealed record CreditPackView(string Id, long Credits, long AmountCents, string Currency) : IHasExample<CreditPackView>
{
    public static CreditPackView Example => Of(CreditPack.All[0]);

    public static CreditPackView Of(CreditPack pack) => new(pack.Id, pack.Credits, pack.AmountCents, CreditPack.Currency);
}
