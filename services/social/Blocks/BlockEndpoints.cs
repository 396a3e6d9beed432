using System.Security.Claims;
using Community.ServiceDefaults.Authorization;
using Community.ServiceDefaults.OpenApi;
using Community.ServiceDefaults.Pagination;
using Community.ServiceDefaults.Problems;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Blocks;

/// <summary>Whom the caller does not want to have to do with.</summary>
internal static class BlockEndpoints
{
    public static void MapBlocks(this IEndpointRouteBuilder api)
    {
        var blocks = api.MapGroup("/blocks").WithTags("Blocks").RequireAuthorization(Policies.SignedIn);
        blocks.MapGet("/", ListAsync).WithName("blocks_list");
        blocks.MapPut("/{user_id:guid}", BlockAsync).WithName("block");
        blocks.MapDelete("/{user_id:guid}", UnblockAsync).WithName("unblock");
    }

    /// <summary>Lists whom the caller blocks, the newest first.</summary>
    /// <remarks>Nobody else can read this list.</remarks>
    private static async Task<Results<Ok<CursorPage<BlockView>>, BadRequestProblem>> ListAsync(
        [AsParameters] CursorQuery query, ClaimsPrincipal caller, SocialDb db, CancellationToken cancel)
    {
        var me = caller.UserId();
        var blocks = db.Blocks.Where(block => block.BlockerId == me && block.IsBlocked);
        if (query.TryGetPosition<BlockPosition>(out var after))
        {
            blocks = blocks.Where(block => block.Since < after.Since || (block.Since == after.Since && block.BlockedId > after.UserId));
        }

        // Not only whom the caller sees, for the caller sees none of them.
        var views = await (
            from block in blocks
            join person in db.People on block.BlockedId equals person.Id
            where person.ProfileVersion > 0
            orderby block.Since descending, block.BlockedId
            select new BlockView(new PersonSummary(person.Id, person.Username!, person.FullName, person.PictureUrl, person.IdentityBadge), block.Since))
            .Take(query.Limit + 1).ToListAsync(cancel);
        return TypedResults.Ok(Cursor.Page(views, query, view => new BlockPosition(view.Since, view.User.Id)));
    }

    /// <summary>Blocks a person: the two do not see each other any more, anywhere, and cannot reach each other.</summary>
    /// <remarks>
    /// Their connection or request and their follows end. The other is not told, and nothing that they are answered differs from what
    /// a person who does not exist would be answered with. Repeating it is no error. 409 with the reason too_many_blocked: one can block 5,000 people.
    /// </remarks>
    /// <param name="userId">Whom.</param>
    private static async Task<Results<NoContent, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>> BlockAsync(
        [FromRoute(Name = "user_id")] Guid userId, ClaimsPrincipal caller, Blocking blocking)
    {
        if (userId == caller.UserId())
        {
            return Problem.BadRequest("You cannot block yourself.", "self_block");
        }

        await blocking.BlockAsync(caller.UserId(), userId);
        return TypedResults.NoContent();
    }

    /// <summary>Lifts a block of the caller's. What it ended does not come back.</summary>
    /// <remarks>Repeating it is no error, nor is it for whoever was never blocked.</remarks>
    /// <param name="userId">Whom.</param>
    private static async Task<Results<NoContent, ForbiddenProblem>> UnblockAsync(
        [FromRoute(Name = "user_id")] Guid userId, ClaimsPrincipal caller, Blocking blocking)
    {
        await blocking.UnblockAsync(caller.UserId(), userId);
        return TypedResults.NoContent();
    }

    private sealed record BlockPosition(DateTimeOffset Since, Guid UserId);
}

/// <summary>Somebody whom the caller blocks.</summary>
/// <param name="User">Who.</param>
/// <param name="Since">Since when.</param>
internal sealed record BlockView(PersonSummary User, DateTimeOffset Since) : IHasExample<BlockView>
{
    public static BlockView Example => new(PersonSummary.Example, new DateTimeOffset(2026, 5, 1, 9, 30, 0, TimeSpan.Zero));
}
