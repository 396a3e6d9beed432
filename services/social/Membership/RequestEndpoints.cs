using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Data.Pagination;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Social.Communities;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Membership;

/// <summary>
/// Requests to join a private community, and the answers. Other users cannot know of a private community, so they ask by a link with the
/// mode <c>request</c> (<see cref="LinkEndpoints"/>).
/// </summary>
internal static class RequestEndpoints
{
    public static void MapJoinRequests(this IEndpointRouteBuilder communities)
    {
        communities.MapGet("/requests/mine", ListMineAsync);
        communities.MapGet("/{id:guid}/requests", ListAsync);
        communities
            .MapPost("/{id:guid}/requests/{request_id:guid}/accept", AcceptAsync)
            .MayRecordAct(CommunityActs.RequestAccepted)
            .Idempotent();
        communities
            .MapPost("/{id:guid}/requests/{request_id:guid}/decline", DeclineAsync)
            .MayRecordAct(CommunityActs.RequestDeclined)
            .Idempotent();
        communities.MapDelete("/{id:guid}/requests/{request_id:guid}", WithdrawAsync);
    }

    /// <summary>Lists the requests to join a community, the longest waiting first.</summary>
    /// <remarks>For owners and moderators. Only unanswered requests.</remarks>
    /// <param name="id">The community's id.</param>
    private static async Task<Results<Ok<Page<JoinRequestView>>, BadRequestProblem, ForbiddenProblem, NotFoundProblem>> ListAsync(
        Guid id,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        SocialDb db,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        await db.RequireModeratorAsync(id, caller.UserId(), cancellationToken);
        var requests = (
            from request in db.JoinRequests.AsNoTracking()
            join person in db.SeenBy(caller.UserId(), clock.GetUtcNow()) on request.UserId equals person.Id
            where request.CommunityId == id && request.Status == JoinRequestStatus.Pending
            select new { Request = request, Person = person }
        )
            .OrderBy(row => row.Request.CreatedAt)
            .ThenBy(row => row.Request.Id);
        return TypedResults.Ok(
            await requests.ToPageAsync(
                page,
                row => new JoinRequestView(
                    row.Request.Id,
                    row.Request.UserId,
                    row.Request.Status,
                    row.Request.CreatedAt,
                    new PersonSummary(
                        row.Person.Id,
                        row.Person.Username!,
                        row.Person.FullName,
                        row.Person.PictureUrl,
                        row.Person.IdentityBadge,
                        row.Person.IsBot
                    )
                ),
                cancellationToken
            )
        );
    }

    /// <summary>Lists the caller's own requests to join, the latest first, answered or not.</summary>
    /// <remarks>An answered request to a private community is listed only while the caller may know of the community.</remarks>
    private static async Task<Results<Ok<Page<OwnRequestView>>, BadRequestProblem>> ListMineAsync(
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        SocialDb db,
        CancellationToken cancellationToken
    )
    {
        var me = caller.UserId();
        var requests = (
            from request in db.JoinRequests.AsNoTracking()
            join community in db.Communities on request.CommunityId equals community.Id
            where request.UserId == me && community.DeletedAt == null && community.RemovedAt == null && community.HeldAt == null
            where request.Status == JoinRequestStatus.Pending || db.CommunitiesSeenBy(me).Any(seen => seen.Id == community.Id)
            select new { Request = request, community.Name }
        )
            .OrderByDescending(row => row.Request.CreatedAt)
            .ThenBy(row => row.Request.Id);
        return TypedResults.Ok(
            await requests.ToPageAsync(
                page,
                row => new OwnRequestView(
                    row.Request.Id,
                    row.Request.CommunityId,
                    row.Name,
                    row.Request.UserId,
                    row.Request.Status,
                    row.Request.CreatedAt,
                    row.Request.AnsweredAt
                ),
                cancellationToken
            )
        );
    }

    /// <summary>Accepts a request to join.</summary>
    /// <remarks>
    /// For owners and moderators. If the user's plan allows no more circles, the request cannot be accepted yet (409,
    /// <c>cannot_join_now</c>); it stays pending. A repeat gets the same answer.
    /// </remarks>
    /// <param name="id">The community's id.</param>
    /// <param name="requestId">The request's id.</param>
    private static async Task<Results<Ok<MembershipView>, ForbiddenProblem, NotFoundProblem, ConflictProblem>> AcceptAsync(
        Guid id,
        [FromRoute(Name = "request_id")] Guid requestId,
        ClaimsPrincipal caller,
        SocialDb db,
        Actors actors,
        Admission admission,
        MembershipOptions options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var me = await actors.RequireAsync(caller.UserId());
        var asking = await db.RequireAskingAsync(id, requestId, me.Id, clock.GetUtcNow());
        var result = await admission.RunAsync(id, new AcceptRequest(asking, me.Id), cancellationToken);
        if (
            result.Outcome
            is MembershipOutcome.CircleLimit
                or MembershipOutcome.PaymentRequired
                or MembershipOutcome.NoAccount
                or MembershipOutcome.Banned
        )
        {
            // The reason is private to that user, so it is not shown.
            return Problem.Conflict("This person cannot join at the moment.", "cannot_join_now");
        }

        return TypedResults.Ok(MembershipView.Of(result.OrRefuse(options).Membership!));
    }

    /// <summary>Declines a request to join; the user may ask again a week later.</summary>
    /// <remarks>For owners and moderators. A repeat gets the same answer.</remarks>
    /// <param name="id">The community's id.</param>
    /// <param name="requestId">The request's id.</param>
    private static async Task<Results<NoContent, ForbiddenProblem, NotFoundProblem, ConflictProblem>> DeclineAsync(
        Guid id,
        [FromRoute(Name = "request_id")] Guid requestId,
        ClaimsPrincipal caller,
        SocialDb db,
        Actors actors,
        MembershipBatcher batcher,
        MembershipOptions options,
        TimeProvider clock
    )
    {
        var me = await actors.RequireAsync(caller.UserId());
        var asking = await db.RequireAskingAsync(id, requestId, me.Id, clock.GetUtcNow());
        (await batcher.RunAsync(id, new DeclineRequest(asking, me.Id))).OrRefuse(options);
        return TypedResults.NoContent();
    }

    /// <summary>Withdraws a request of the caller's.</summary>
    /// <remarks>A repeat gets the same answer.</remarks>
    /// <param name="id">The community's id.</param>
    /// <param name="requestId">The request's id.</param>
    private static async Task<Results<NoContent, NotFoundProblem, ConflictProblem>> WithdrawAsync(
        Guid id,
        [FromRoute(Name = "request_id")] Guid requestId,
        ClaimsPrincipal caller,
        SocialDb db,
        MembershipBatcher batcher,
        MembershipOptions options
    )
    {
        var me = caller.UserId();
        if (!await db.JoinRequests.AnyAsync(request => request.Id == requestId && request.CommunityId == id && request.UserId == me))
        {
            return NoSuchRequest();
        }

        (await batcher.RunAsync(id, new WithdrawRequest(me))).OrRefuse(options);
        return TypedResults.NoContent();
    }

    /// <summary>The asker of a request, if the caller may answer it.</summary>
    /// <exception cref="ProblemException">
    /// 404 if the caller may not know of the community or the request, 403 if the caller may not answer requests there.
    /// </exception>
    private static async Task<Guid> RequireAskingAsync(this SocialDb db, Guid id, Guid requestId, Guid caller, DateTimeOffset now)
    {
        await db.RequireModeratorAsync(id, caller);
        var asking = await db
            .JoinRequests.Where(request => request.Id == requestId && request.CommunityId == id)
            .Select(request => request.UserId)
            .Join(db.SeenBy(caller, now), user => user, person => person.Id, (user, _) => (Guid?)user)
            .SingleOrDefaultAsync();
        return asking ?? throw NoSuchRequest().ToException();
    }

    private static NotFoundProblem NoSuchRequest() => Problem.NotFound("There is no such request.", "no_such_request");
}
