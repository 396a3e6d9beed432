using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Data.Pagination;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Social.Communities;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Membership;

/// <summary>The members of a community.</summary>
internal static class MemberEndpoints
{
    public static void MapMembers(this IEndpointRouteBuilder community)
    {
        community.MapGet("/members", ListAsync);
        community.MapPatch("/members/{user_id:guid}", ChangeRoleAsync).MayRecordAct(CommunityActs.RoleChanged);
        community.MapDelete("/members/{user_id:guid}", RemoveAsync).MayRecordAct(CommunityActs.MemberRemoved);
    }

    /// <summary>Lists a community's members: owners, moderators, members, each in the order of joining.</summary>
    /// <remarks>
    /// The members of a public community are visible to all users, those of any other community to its members. Users whom the caller does
    /// not see (suspended, erased, or hidden for another reason) are neither listed nor counted. <c>total</c> may therefore be less than
    /// the community's <c>member_count</c>, which counts all.
    /// </remarks>
    /// <param name="id">The community's id.</param>
    /// <param name="filter">Which; filters add up.</param>
    private static async Task<Results<Ok<Page<MemberView>>, BadRequestProblem, ForbiddenProblem, NotFoundProblem>> ListAsync(
        Guid id,
        [AsParameters] MemberFilter filter,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        SocialDb db,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var place = await db.RequireKnownAsync(id, caller.UserId(), cancellationToken);
        if (place.Role is null && place.Community.Visibility != CommunityVisibility.Public)
        {
            return MemberRights.NotAllowed();
        }

        var people = db.SeenBy(caller.UserId(), clock.GetUtcNow()).Named(filter.Q);
        var members = (
            from member in db.Members.AsNoTracking()
            join person in people on member.UserId equals person.Id
            where member.CommunityId == id && member.IsMember && (filter.Role == null || member.Role == filter.Role)
            select new { Member = member, Person = person }
        )
            // The roles' names in descending order are in the order of rank.
            .OrderByDescending(row => row.Member.Role)
            .ThenBy(row => row.Member.JoinedAt)
            .ThenBy(row => row.Member.UserId);
        return TypedResults.Ok(
            await members.ToPageAsync(
                page,
                row => new MemberView(
                    row.Person.Id,
                    row.Person.Username!,
                    row.Person.FullName,
                    row.Person.PictureUrl,
                    row.Person.IdentityBadge,
                    row.Member.Role,
                    row.Member.JoinedAt,
                    row.Person.IsBot
                ),
                cancellationToken
            )
        );
    }

    /// <summary>Changes a member's role.</summary>
    /// <remarks>
    /// For owners, who can make members owners, moderators and members. There may be several owners. An owner cannot change another owner's
    /// role, but can step down unless they are the last one (409, <c>last_owner</c>). A bot is no owner (409, <c>bot_account</c>).
    /// </remarks>
    /// <param name="id">The community's id.</param>
    /// <param name="userId">The member's id.</param>
    /// <param name="request">The role.</param>
    private static async Task<
        Results<Ok<MembershipView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
    > ChangeRoleAsync(
        Guid id,
        [FromRoute(Name = "user_id")] Guid userId,
        RoleRequest request,
        ClaimsPrincipal caller,
        SocialDb db,
        Actors actors,
        MembershipBatcher batcher,
        MembershipOptions options,
        TimeProvider clock
    )
    {
        var me = await actors.RequireAsync(caller.UserId());
        await db.RequireKnownAsync(id, me.Id);
        await db.RequireSeenMemberAsync(me.Id, userId, clock.GetUtcNow());
        if (request.Role == MemberRole.Owner && await db.People.AnyAsync(person => person.Id == userId && person.IsBot))
        {
            return Problem.Conflict("A bot cannot own a community. Make a person the owner.", "bot_account");
        }

        var changed = (await batcher.RunAsync(id, new ChangeRole(userId, me.Id, request.Role))).OrRefuse(options);
        return TypedResults.Ok(MembershipView.Of(changed.Membership!));
    }

    /// <summary>Removes a user from a community; they may join again.</summary>
    /// <remarks>For owners, and for moderators if the user is a member. Payments are not refunded.</remarks>
    /// <param name="id">The community's id.</param>
    /// <param name="userId">The user's id.</param>
    private static async Task<Results<NoContent, ForbiddenProblem, NotFoundProblem>> RemoveAsync(
        Guid id,
        [FromRoute(Name = "user_id")] Guid userId,
        ClaimsPrincipal caller,
        SocialDb db,
        Actors actors,
        MembershipBatcher batcher,
        MembershipOptions options,
        TimeProvider clock
    )
    {
        var me = await actors.RequireAsync(caller.UserId());
        await db.RequireKnownAsync(id, me.Id);
        await db.RequireSeenMemberAsync(me.Id, userId, clock.GetUtcNow());
        (await batcher.RunAsync(id, new Remove(userId, me.Id))).OrRefuse(options);
        return TypedResults.NoContent();
    }

    /// <exception cref="ProblemException">404 if the caller does not see the user, as for a user who is not a member.</exception>
    private static async Task RequireSeenMemberAsync(this SocialDb db, Guid caller, Guid userId, DateTimeOffset now)
    {
        if (!await db.SeenBy(caller, now).AnyAsync(person => person.Id == userId))
        {
            throw MembershipAnswers.NoSuchMember().ToException();
        }
    }
}

/// <summary>Which members to list.</summary>
/// <param name="Role">Only those of this role: owner, moderator or member.</param>
/// <param name="Q">Only users with this text in the username or full name, in any case.</param>
internal sealed record MemberFilter(
    [property: AllowedValues(null, MemberRole.Owner, MemberRole.Moderator, MemberRole.Member)] string? Role = null,
    [property: SingleLine, StringLength(100)] string? Q = null
);

/// <param name="Role">owner, moderator or member.</param>
internal sealed record RoleRequest([AllowedValues(MemberRole.Owner, MemberRole.Moderator, MemberRole.Member)] string Role)
    : IHasExample<RoleRequest>
{
    public static RoleRequest Example => new(MemberRole.Moderator);
}
