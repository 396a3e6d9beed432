using System.Security.Claims;
using Community.Companion.People;
using Community.Companion.Plans;
using Community.Companion.Selling;
using Community.People.Plans;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Companion.Conversation.Sessions;

/// <summary>Buying messages beyond the day's limit.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder api) =>
        api.MapPost("/companion/sessions", BuyAsync).WithTags("Companion").RequireAuthorization(Policies.SignedIn).Idempotent();

    /// <summary>Buys a session: more messages, for when those of a day are used up.</summary>
    /// <remarks>
    /// 402 with the order, to be paid by card or with credits. After the payment, its messages (<c>extra_messages</c> of <c>GET
    /// /companion</c>) can be used on any day. 409 (<c>unlimited</c>) if the caller's plan has no limit.
    /// </remarks>
    private static async Task<Results<NoContent, PaymentRequiredProblem, ForbiddenProblem, ConflictProblem>> BuyAsync(
        ClaimsPrincipal caller,
        Actors actors,
        PlanLookup plans,
        Sales sales,
        ConversationOptions options,
        CancellationToken cancellationToken
    )
    {
        var person = await actors.RequireAsync(caller.UserId());
        if (await plans.AllowsAsync(person.Id, EntitlementCode.UnlimitedCompanion, cancellationToken))
        {
            return Problem.Conflict("Your plan has no limit, so there is nothing to buy.", "unlimited");
        }

        return Sales.OrderRequired(
            await sales.OfferAsync(
                new(
                    person.Id,
                    SessionGoods.Word,
                    null,
                    $"A session with Xela: {options.Session.Messages} messages",
                    options.Session.AmountCents,
                    options.Session.Currency,
                    options.Session.PriceCredits
                )
            )
        );
    }
}
