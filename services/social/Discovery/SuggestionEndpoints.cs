using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Discovery;

/// <summary>Suggestions of users whom the caller may know.</summary>
internal static class SuggestionEndpoints
{
    public static void MapSuggestions(this IEndpointRouteBuilder discover)
    {
        discover.MapGet("/suggestions", SuggestAsync);
        discover.MapDelete("/suggestions/{user_id:guid}", DismissAsync);
    }

    /// <summary>Suggests users whom the caller may know, each with the reason.</summary>
    /// <remarks>
    /// First come the users with most mutual connections, then those who share rare interests, a community or the region. Not suggested are
    /// users with a connection or a pending request with the caller, users whom the caller dismissed in the last 90 days, and users whom
    /// the caller does not see. While nothing changes, the answer is the same all day (UTC).
    /// </remarks>
    private static async Task<Results<Ok<SuggestionList>, BadRequestProblem>> SuggestAsync(
        [AsParameters] SuggestionQuery query,
        ClaimsPrincipal caller,
        Suggestions suggestions,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(new SuggestionList(await suggestions.FindAsync(caller.UserId(), query.Limit, cancellationToken)));

    /// <summary>Stops suggesting a user for 90 days. A repeat starts the 90 days again.</summary>
    /// <param name="userId">The user's id.</param>
    private static async Task<Results<NoContent, BadRequestProblem, NotFoundProblem>> DismissAsync(
        [FromRoute(Name = "user_id")] Guid userId,
        ClaimsPrincipal caller,
        Actors actors,
        SocialDb db,
        TimeProvider clock
    )
    {
        if (userId == caller.UserId())
        {
            return Problem.BadRequest("You are not among your own suggestions.", "own_account");
        }

        await actors.RequireSeenAsync(caller.UserId(), userId);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO suggestion_dismissals (user_id, dismissed_id, dismissed_at) VALUES ({caller.UserId()}, {userId}, {clock.GetUtcNow()})
            ON CONFLICT (user_id, dismissed_id) DO UPDATE SET dismissed_at = excluded.dismissed_at
            """
        );
        return TypedResults.NoContent();
    }
}

/// <summary>The size of the answer.</summary>
/// <param name="Limit">The number of suggestions at most, 1 to 50.</param>
internal sealed record SuggestionQuery([property: FromQuery(Name = "limit"), Range(1, SuggestionQuery.MaxLimit)] int Limit = 20)
{
    private const int MaxLimit = 50;
}
