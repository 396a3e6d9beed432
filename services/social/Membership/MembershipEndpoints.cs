using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Problems;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Social.Membership;

/// <summary>Joining and leaving communities, and roles.</summary>
internal static class MembershipEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var community = api.MapGroup("/communities/{id:guid}").WithTags("Membership").RequireSignedIn();
        community.MapPost("/join", JoinAsync).Idempotent();
        community.MapPost("/leave", LeaveAsync).Idempotent();
        community.MapMembers();
        community.MapBans();
        var communities = api.MapGroup("/communities").WithTags("Membership").RequireSignedIn();
        communities.MapJoinRequests();
        communities.MapInvitations();
        communities.MapJoinLinks();
    }

    /// <summary>Joins a community.</summary>
    /// <remarks>
    /// A public community: at once. A private one: only with an invitation, otherwise 404. A paid one: 402 with the order; the payment
    /// makes the caller a member. Free plans allow only a few circles (402 with <c>required_plan</c>). A repeat answers with the existing
    /// membership or order.
    /// </remarks>
    /// <param name="id">The community's id.</param>
    private static async Task<Results<Ok<MembershipView>, PaymentRequiredProblem, ForbiddenProblem, NotFoundProblem>> JoinAsync(
        Guid id,
        ClaimsPrincipal caller,
        Actors actors,
        Admission admission,
        MembershipOptions options,
        CancellationToken cancellationToken
    )
    {
        var me = await actors.RequireAsync(caller.UserId());
        var joined = (await admission.RunAsync(id, new Join(me.Id), cancellationToken)).OrRefuse(options);
        return TypedResults.Ok(MembershipView.Of(joined.Membership!));
    }

    /// <summary>Leaves a community.</summary>
    /// <remarks>
    /// The last owner cannot leave (409, <c>last_owner</c>): make another member an owner first. Payments are not refunded; the user may
    /// come back as long as the paid time lasts. A repeat gets the same answer.
    /// </remarks>
    /// <param name="id">The community's id.</param>
    private static async Task<Results<NoContent, NotFoundProblem, ConflictProblem>> LeaveAsync(
        Guid id,
        ClaimsPrincipal caller,
        MembershipBatcher batcher,
        MembershipOptions options
    )
    {
        (await batcher.RunAsync(id, new Leave(caller.UserId()))).OrRefuse(options);
        return TypedResults.NoContent();
    }
}
