using System.Security.Claims;
using Community.People;
using Community.People.Plans;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Social.People;
using Community.Social.Plans;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Social.Discovery;

/// <summary>Finding users.</summary>
internal static class DiscoveryEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var discover = api.MapGroup("/discover").WithTags("Discovery").RequireAuthorization(Policies.SignedIn);
        discover.MapGet("/people", FindPeopleAsync);
        discover.MapSuggestions();
        api.MapGet("/users/{id:guid}/compatibility", CompareAsync).WithTags("Discovery").RequireAuthorization(Policies.SignedIn);
    }

    /// <summary>Finds users by region, interests, name and badge; with the premium plan by age and gender too.</summary>
    /// <remarks>
    /// Filters add up; several interests find users with at least one of them. Users with a connection or a pending request with the caller
    /// are not shown, and neither are users whom the caller does not see. Boosted users who match come first, then those who have most in
    /// common with the caller: rare interests, the region, a complementary badge. If very many users match, only the newest of them, and
    /// the newest of each of the caller's interests and region, are compared in this way. The others follow, the newest first.
    /// </remarks>
    private static async Task<Results<Ok<Page<PersonView>>, BadRequestProblem, PaymentRequiredProblem>> FindPeopleAsync(
        [AsParameters] PeopleFilter filter,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        PeopleSearch search,
        PlanLookup plans,
        CancellationToken cancellationToken
    ) =>
        filter.NeedsAdvancedMatching && !await plans.AllowsAsync(caller.UserId(), EntitlementCode.AdvancedMatching, cancellationToken)
            ? Problem.PlanRequired("premium", "The filters by age and gender need the premium plan.")
            : TypedResults.Ok(await search.FindAsync(caller.UserId(), filter, page, cancellationToken));

    /// <summary>Shows the compatibility of the caller and another user, 0 to 100, with its factors.</summary>
    /// <remarks>
    /// The score is the same for both users. If there is no data about the caller yet, there is no score (404, <c>not_known_yet</c>).
    /// </remarks>
    /// <param name="id">The other user's id.</param>
    private static async Task<Results<Ok<CompatibilityView>, BadRequestProblem, NotFoundProblem>> CompareAsync(
        Guid id,
        ClaimsPrincipal caller,
        Actors actors,
        PeopleDirectory directory,
        CompatibilityReader compatibility
    )
    {
        if (id == caller.UserId())
        {
            return Problem.BadRequest("You cannot be compared with yourself.", "own_account");
        }

        await actors.RequireSeenAsync(caller.UserId(), id);
        await directory.BringAsync(caller.UserId());
        return await compatibility.FindAsync(caller.UserId(), id) is { } found
            ? TypedResults.Ok(
                new CompatibilityView(id, found.Score.Score, found.Score.Factors, found.Score.CommonInterests, found.MutualConnections)
            )
            : Problem.NotFound("Your profile is still empty. Fill it in with PATCH /users/me first.", "not_known_yet");
    }
}
