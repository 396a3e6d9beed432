using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.ServiceDefaults.Authorization;
using Community.ServiceDefaults.Pagination;
using Community.ServiceDefaults.Problems;
using Community.ServiceDefaults.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Community.Social.Discovery;

/// <summary>Finding people.</summary>
internal static class DiscoveryEndpoints
{
    public static void MapDiscovery(this IEndpointRouteBuilder api)
    {
        var discover = api.MapGroup("/discover").WithTags("Discovery").RequireAuthorization(Policies.SignedIn);
        discover.MapGet("/people", FindPeopleAsync);
    }

    /// <summary>Finds people by region, interests and name.</summary>
    /// <remarks>
    /// Those who share most interests with the caller come first, then the newest. The caller, guests, suspended and erased
    /// people are not shown. Filters add up; several interests find whoever has at least one of them.
    /// </remarks>
    private static async Task<Results<Ok<Page<PersonView>>, BadRequestProblem>> FindPeopleAsync(
        [AsParameters] PeopleFilter filter, [AsParameters] PageQuery page, ClaimsPrincipal caller, PeopleSearch search, CancellationToken cancel) =>
        TypedResults.Ok(await search.FindAsync(caller.UserId(), filter, page, cancel));
}

/// <summary>Whom to look for.</summary>
/// <param name="Region">Of this region, whatever the case.</param>
/// <param name="Interest">With one of these interests, whatever the case; at most 20.</param>
/// <param name="Q">With this in the username or full name, whatever the case.</param>
internal sealed record PeopleFilter(
    [property: SingleLine, StringLength(100)] string? Region = null,
    [property: FromQuery(Name = "interest"), SingleLine, Interest, MaxLength(20)] string[]? Interest = null,
    [property: SingleLine, StringLength(100)] string? Q = null);

/// <summary>An interest is at most 50 characters, as identity has them.</summary>
internal sealed class InterestAttribute : TextRuleAttribute
{
    private const int MaxLength = 50;

    protected override string? Fault(string text) => text.Length <= MaxLength ? null : $"must be at most {MaxLength} characters";
}
