using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Blocks;

/// <summary>Blocking of users.</summary>
internal static class BlockEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var blocks = api.MapGroup("/blocks").WithTags("Blocks").RequireAuthorization(Policies.SignedIn);
        blocks.MapGet("/", ListAsync).NotStored("shows whom the caller blocked").WithName("blocks_list");
        blocks.MapPut("/{user_id:guid}", BlockAsync).WithName("block");
        blocks.MapDelete("/{user_id:guid}", UnblockAsync).WithName("unblock");
    }

    /// <summary>Lists the users whom the caller blocks, the newest first.</summary>
    /// <remarks>Only the caller can read this list.</remarks>
    private static async Task<Results<Ok<CursorPage<BlockView>>, BadRequestProblem>> ListAsync(
        [AsParameters] CursorQuery query,
        ClaimsPrincipal caller,
        SocialDb db,
        CancellationToken cancellationToken
    )
    {
        var me = caller.UserId();
        var blocks = db.Blocks.Where(block => block.BlockerId == me && block.IsBlocked);
        if (query.TryGetPosition<BlockPosition>(out var after))
        {
            blocks = blocks.Where(block => block.Since < after.Since || (block.Since == after.Since && block.BlockedId > after.UserId));
        }

        // Joins all users instead of the visible ones: the caller does not see the users they block.
        var views = await (
            from block in blocks
            join person in db.People on block.BlockedId equals person.Id
            where person.ProfileVersion > 0
            orderby block.Since descending, block.BlockedId
            select new BlockView(
                new PersonSummary(person.Id, person.Username!, person.FullName, person.PictureUrl, person.IdentityBadge, person.IsBot),
                block.Since
            )
        )
            .Take(query.Limit + 1)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(Cursor.Page(views, query, view => new BlockPosition(view.Since, view.User.Id)));
    }

    /// <summary>Blocks a user: the two no longer see each other anywhere and cannot reach each other.</summary>
    /// <remarks>
    /// Their connection or request and their follows end. The other user is not notified, and every answer they get is the same as for a
    /// user who does not exist. A repeat has no further effect. 409 with the reason too_many_blocked: a user can block 5,000 users.
    /// </remarks>
    /// <param name="userId">The user's id.</param>
    private static async Task<Results<NoContent, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>> BlockAsync(
        [FromRoute(Name = "user_id")] Guid userId,
        ClaimsPrincipal caller,
        Blocking blocking
    )
    {
        if (userId == caller.UserId())
        {
            return Problem.BadRequest("You cannot block yourself.", "self_block");
        }

        await blocking.BlockAsync(caller.UserId(), userId);
        return TypedResults.NoContent();
    }

    /// <summary>Lifts a block of the caller's. Relations that it ended are not restored.</summary>
    /// <remarks>A repeat has no further effect. The answer is the same for a user who was never blocked.</remarks>
    /// <param name="userId">The user's id.</param>
    private static async Task<Results<NoContent, ForbiddenProblem>> UnblockAsync(
        [FromRoute(Name = "user_id")] Guid userId,
        ClaimsPrincipal caller,
        Blocking blocking
    )
    {
        await blocking.UnblockAsync(caller.UserId(), userId);
        return TypedResults.NoContent();
    }

    private sealed record BlockPosition(DateTimeOffset Since, Guid UserId);
}

/// <summary>A user whom the caller blocks.</summary>
/// <param name="User">The user.</param>
/// <param name="Since">When the block began.</param>
internal sealed record BlockView(PersonSummary User, DateTimeOffset Since) : IHasExample<BlockView>
{
    public static BlockView Example => new(PersonSummary.Example, new DateTimeOffset(2026, 5, 1, 9, 30, 0, TimeSpan.Zero));
}
