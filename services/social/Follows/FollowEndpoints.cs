using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Follows;

/// <summary>Following of users.</summary>
internal static class FollowEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var person = api.MapGroup("/users/{id:guid}").WithTags("Follows").RequireAuthorization(Policies.SignedIn);
        person.MapPut("/follow", FollowAsync).WithName("follow");
        person.MapDelete("/follow", UnfollowAsync).WithName("unfollow");
        person.MapGet("/followers", ListFollowersAsync).WithName("followers_list");
        person.MapGet("/following", ListFollowingAsync).WithName("following_list");
    }

    /// <summary>Follows a user.</summary>
    /// <remarks>A repeat has no further effect. 409 with the reason too_many_followed: a user can follow 7,500 users.</remarks>
    /// <param name="id">The user's id.</param>
    private static async Task<Results<NoContent, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>> FollowAsync(
        Guid id,
        ClaimsPrincipal caller,
        Following following
    )
    {
        if (id == caller.UserId())
        {
            return Problem.BadRequest("You cannot follow yourself.", "self_follow");
        }

        await following.FollowAsync(caller.UserId(), id);
        return TypedResults.NoContent();
    }

    /// <summary>Stops following a user.</summary>
    /// <remarks>A repeat has no further effect. The answer is the same for a user who was never followed.</remarks>
    /// <param name="id">The person's id.</param>
    private static async Task<Results<NoContent, ForbiddenProblem>> UnfollowAsync(Guid id, ClaimsPrincipal caller, Following following)
    {
        await following.UnfollowAsync(caller.UserId(), id);
        return TypedResults.NoContent();
    }

    /// <summary>Lists the followers of a user, the newest first.</summary>
    /// <remarks>Only users whom the caller sees.</remarks>
    /// <param name="id">The user's id.</param>
    private static Task<Results<Ok<CursorPage<FollowView>>, BadRequestProblem, NotFoundProblem>> ListFollowersAsync(
        Guid id,
        [AsParameters] CursorQuery query,
        ClaimsPrincipal caller,
        FollowLists lists,
        CancellationToken cancellationToken
    ) => lists.ReadAsync(id, isOfFollowers: true, caller.UserId(), query, cancellationToken);

    /// <summary>Lists the users whom a user follows, the newest first.</summary>
    /// <remarks>Only users whom the caller sees.</remarks>
    /// <param name="id">The user's id.</param>
    private static Task<Results<Ok<CursorPage<FollowView>>, BadRequestProblem, NotFoundProblem>> ListFollowingAsync(
        Guid id,
        [AsParameters] CursorQuery query,
        ClaimsPrincipal caller,
        FollowLists lists,
        CancellationToken cancellationToken
    ) => lists.ReadAsync(id, isOfFollowers: false, caller.UserId(), query, cancellationToken);
}

/// <summary>Reads followers and followed users.</summary>
internal sealed class FollowLists(SocialDb db, Actors actors, TimeProvider clock)
{
    public async Task<Results<Ok<CursorPage<FollowView>>, BadRequestProblem, NotFoundProblem>> ReadAsync(
        Guid id,
        bool isOfFollowers,
        Guid viewer,
        CursorQuery query,
        CancellationToken cancellationToken
    )
    {
        if (id != viewer)
        {
            await actors.RequireSeenAsync(viewer, id);
        }

        var follows = isOfFollowers
            ? db
                .Follows.Where(follow => follow.FollowedId == id && follow.IsFollowing)
                .Select(follow => new { UserId = follow.FollowerId, follow.Since })
            : db
                .Follows.Where(follow => follow.FollowerId == id && follow.IsFollowing)
                .Select(follow => new { UserId = follow.FollowedId, follow.Since });
        if (query.TryGetPosition<FollowPosition>(out var after))
        {
            follows = follows.Where(follow => follow.Since < after.Since || (follow.Since == after.Since && follow.UserId > after.UserId));
        }

        var views = await (
            from follow in follows
            join person in db.SeenBy(viewer, clock.GetUtcNow()) on follow.UserId equals person.Id
            orderby follow.Since descending, follow.UserId
            select new FollowView(
                new PersonSummary(person.Id, person.Username!, person.FullName, person.PictureUrl, person.IdentityBadge, person.IsBot),
                follow.Since
            )
        )
            .Take(query.Limit + 1)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(Cursor.Page(views, query, view => new FollowPosition(view.Since, view.User.Id)));
    }

    private sealed record FollowPosition(DateTimeOffset Since, Guid UserId);
}

/// <summary>A follower of a user, or a user whom they follow.</summary>
/// <param name="User">The user.</param>
/// <param name="Since">When the follow began.</param>
internal sealed record FollowView(PersonSummary User, DateTimeOffset Since) : IHasExample<FollowView>
{
    public static FollowView Example => new(PersonSummary.Example, new DateTimeOffset(2026, 5, 1, 9, 30, 0, TimeSpan.Zero));
}
