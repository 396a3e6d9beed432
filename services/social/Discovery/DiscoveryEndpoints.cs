using System.Security.Claims;
using Community.ServiceDefaults.Authorization;
using Community.ServiceDefaults.Pagination;
using Community.ServiceDefaults.Problems;
using Community.Social.Connections;
using Community.Social.People;
using Community.Social.Plans;
using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Social.Discovery;

/// <summary>Finding people.</summary>
internal static class DiscoveryEndpoints
{
    public static IServiceCollection AddDiscovery(this IServiceCollection services) => services
        .AddSingleton<Callers>()
        .AddSingleton<PeopleSearch>()
        .AddSingleton<Suggestions>()
        .AddScoped<CompatibilityReader>()
        .AddScoped<ICompatibilityScores>(provider => provider.GetRequiredService<CompatibilityReader>())
        .AddHostedService<PeopleCounts>()
        .AddHostedService<OldDismissals>();

    public static void AddDiscoveryConsumers(this IBusRegistrationConfigurator bus) => bus.AddConsumer<WhenProfileAnalysed>();

    public static void MapDiscovery(this IEndpointRouteBuilder api)
    {
        var discover = api.MapGroup("/discover").WithTags("Discovery").RequireAuthorization(Policies.SignedIn);
        discover.MapGet("/people", FindPeopleAsync);
        discover.MapSuggestions();
        api.MapGet("/users/{id:guid}/compatibility", CompareAsync).WithTags("Discovery").RequireAuthorization(Policies.SignedIn);
    }

    /// <summary>Finds people by region, interests, name and badge; with the premium plan by age and gender too.</summary>
    /// <remarks>
    /// Filters add up; several interests find whoever has at least one of them. Whom the caller is connected with, or has asked, or is
    /// asked by, is not shown, nor is whoever is not seen. Boosted people who fit come first, then those who share most with the
    /// caller: rare interests, the region, a badge that complements. Where very many fit, the newest of them, and the newest of each of
    /// the caller's interests and region, are compared so, and the others follow, the newest first.
    /// </remarks>
    private static async Task<Results<Ok<Page<PersonView>>, BadRequestProblem, PaymentRequiredProblem>> FindPeopleAsync(
        [AsParameters] PeopleFilter filter, [AsParameters] PageQuery page, ClaimsPrincipal caller, PeopleSearch search, PlanLookup plans, CancellationToken cancel) =>
        filter.NeedsAdvancedMatching && !await plans.AllowsAsync(caller.UserId(), EntitlementCode.AdvancedMatching, cancel)
            ? Problem.PlanRequired("premium", "The filters by age and gender need the premium plan.")
            : TypedResults.Ok(await search.FindAsync(caller.UserId(), filter, page, cancel));

    /// <summary>How well the caller and somebody else fit: 0 to 100, and what that is made of.</summary>
    /// <remarks>The score is the same from either side. Of a caller of whom nothing is known yet there is none (404, <c>not_known_yet</c>).</remarks>
    /// <param name="id">The other's id.</param>
    private static async Task<Results<Ok<CompatibilityView>, BadRequestProblem, NotFoundProblem>> CompareAsync(
        Guid id, ClaimsPrincipal caller, Actors actors, PeopleDirectory directory, CompatibilityReader compatibility)
    {
        if (id == caller.UserId())
        {
            return Problem.BadRequest("You cannot be compared with yourself.", "own_account");
        }

        await actors.RequireSeenAsync(caller.UserId(), id);
        await directory.BringAsync(caller.UserId());
        return await compatibility.FindAsync(caller.UserId(), id) is { } found
            ? TypedResults.Ok(new CompatibilityView(id, found.Score.Score, found.Score.Factors, found.Score.CommonInterests, found.MutualConnections))
            : Problem.NotFound("Your profile is still empty. Fill it in with PATCH /users/me first.", "not_known_yet");
    }
}
