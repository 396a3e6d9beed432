using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Social.Feed;

/// <summary>The activities of users whom the caller follows or is connected with.</summary>
internal static class FeedEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/feed", ReadFeedAsync).WithTags("Feed").RequireAuthorization(Policies.SignedIn);
        api.MapGet("/users/{id:guid}/activity", ReadPersonAsync).WithTags("Feed").RequireAuthorization(Policies.SignedIn);
    }

    /// <summary>Shows the activities of users whom the caller follows or is connected with, the newest first.</summary>
    /// <remarks>
    /// It shows only users, communities and events that the caller may know of. A page with a next_cursor can be shorter than requested.
    /// </remarks>
    private static async Task<Results<Ok<CursorPage<ActivityView>>, BadRequestProblem>> ReadFeedAsync(
        [AsParameters] ActivityFilter filter,
        [AsParameters] CursorQuery query,
        ClaimsPrincipal caller,
        ActivityReader activities,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await activities.ReadAsync(caller.UserId(), new ActivitySource.Followed(), filter.Kind, query, cancellationToken));

    /// <summary>Shows the activities of a user, the newest first, with the user's counts.</summary>
    /// <remarks>Only activities that the caller may know of are shown and counted.</remarks>
    /// <param name="id">The user's id.</param>
    private static async Task<Results<Ok<PersonActivity>, BadRequestProblem, NotFoundProblem>> ReadPersonAsync(
        Guid id,
        [AsParameters] ActivityFilter filter,
        [AsParameters] CursorQuery query,
        ClaimsPrincipal caller,
        Actors actors,
        ActivityReader activities,
        SocialDb db,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var me = caller.UserId();
        await actors.RequireSeenAsync(me, id);
        var page = await activities.ReadAsync(me, new ActivitySource.By(id), filter.Kind, query, cancellationToken);
        return TypedResults.Ok(
            new PersonActivity(page.Items, page.NextCursor, await db.CountAsync(me, id, clock.GetUtcNow(), cancellationToken))
        );
    }
}
