using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.People;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Data.Pagination;
using Community.Platform.Http.Idempotency;
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

/// <summary>Bans from a community.</summary>
internal static class BanEndpoints
{
    public static void MapBans(this IEndpointRouteBuilder community)
    {
        community.MapPost("/bans", BanAsync).MayRecordAct(CommunityActs.MemberBanned).Idempotent();
        community.MapGet("/bans", ListAsync);
        community.MapDelete("/bans/{user_id:guid}", LiftAsync).MayRecordAct(CommunityActs.BanLifted);
    }

    /// <summary>Bans a user from a community, whether or not they are a member.</summary>
    /// <remarks>
    /// For owners, and for moderators if the user is neither an owner nor a moderator. It ends the membership, a request and an invitation,
    /// withdraws an open order, and prevents joining until the ban ends; payments are not refunded. A second ban replaces the reason and
    /// the end. The answer does not tell whether such a user exists.
    /// </remarks>
    /// <param name="id">The community's id.</param>
    /// <param name="request">The user, the reason, and the end.</param>
    private static async Task<Results<NoContent, BadRequestProblem, ForbiddenProblem, NotFoundProblem>> BanAsync(
        Guid id,
        BanRequest request,
        ClaimsPrincipal caller,
        SocialDb db,
        Actors actors,
        PeopleDirectory directory,
        MembershipBatcher batcher,
        MembershipOptions options,
        TimeProvider clock
    )
    {
        var now = clock.GetUtcNow();
        var me = await actors.RequireAsync(caller.UserId());
        await db.RequireModeratorAsync(id, me.Id);
        await directory.BringAsync(request.UserId);
        // A user who blocks moderators can still be banned by them, and the answer tells the moderators nothing.
        var isSeen = await db.SeenBy(me.Id, now).AnyAsync(person => person.Id == request.UserId);
        var result = await batcher.RunAsync(id, new Ban(request.UserId, me.Id, request.Reason, request.Until?.ToUniversalTime()));
        if (isSeen || result.Outcome != MembershipOutcome.RoleTooLow)
        {
            result.OrRefuse(options);
        }

        return TypedResults.NoContent();
    }

    /// <summary>Lists the users banned from a community, the latest first.</summary>
    /// <remarks>For owners and moderators.</remarks>
    /// <param name="id">The community's id.</param>
    private static async Task<Results<Ok<Page<BanView>>, BadRequestProblem, ForbiddenProblem, NotFoundProblem>> ListAsync(
        Guid id,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        SocialDb db,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        await db.RequireModeratorAsync(id, caller.UserId(), cancellationToken);
        var now = clock.GetUtcNow();
        var bans = (
            from ban in db.Bans.AsNoTracking()
            join person in db.SeenBy(caller.UserId(), now) on ban.UserId equals person.Id
            where ban.CommunityId == id && (ban.Until == null || ban.Until > now)
            select new { Ban = ban, Person = person }
        )
            .OrderByDescending(row => row.Ban.CreatedAt)
            .ThenBy(row => row.Ban.Id);
        return TypedResults.Ok(
            await bans.ToPageAsync(
                page,
                row => new BanView(
                    row.Person.Id,
                    row.Person.Username!,
                    row.Person.FullName,
                    row.Person.PictureUrl,
                    row.Ban.Reason,
                    row.Ban.BannedBy,
                    row.Ban.CreatedAt,
                    row.Ban.Until
                ),
                cancellationToken
            )
        );
    }

    /// <summary>Lifts a ban. The user may join again; nothing that the ban ended is restored.</summary>
    /// <remarks>For owners and moderators. The answer is the same if there is no ban.</remarks>
    /// <param name="id">The community's id.</param>
    /// <param name="userId">The user's id.</param>
    private static async Task<Results<NoContent, ForbiddenProblem, NotFoundProblem>> LiftAsync(
        Guid id,
        [FromRoute(Name = "user_id")] Guid userId,
        ClaimsPrincipal caller,
        Actors actors,
        MembershipBatcher batcher,
        MembershipOptions options
    )
    {
        var me = await actors.RequireAsync(caller.UserId());
        (await batcher.RunAsync(id, new Unban(userId, me.Id))).OrRefuse(options);
        return TypedResults.NoContent();
    }
}

/// <param name="UserId">The user to ban.</param>
/// <param name="Reason">The reason, for the other moderators: at most 500 characters.</param>
/// <param name="Until">When it ends by itself; null: when it is lifted.</param>
internal sealed record BanRequest(
    Guid UserId,
    [MultiLine, StringLength(500)] string? Reason = null,
    [InFuture] DateTimeOffset? Until = null
) : IHasExample<BanRequest>
{
    public static BanRequest Example =>
        new(PersonSummary.Example.Id, "Advertises in every thread.", new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
}

/// <summary>A ban, as owners and moderators see it.</summary>
/// <param name="UserId">The banned user.</param>
/// <param name="Username">The handle.</param>
/// <param name="FullName">The name shown.</param>
/// <param name="PictureUrl">The path of the picture, relative to the gateway.</param>
/// <param name="Reason">The reason.</param>
/// <param name="BannedBy">The owner or moderator behind the ban.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="Until">When it ends by itself; null: when it is lifted.</param>
internal sealed record BanView(
    Guid UserId,
    string Username,
    string? FullName,
    string? PictureUrl,
    string? Reason,
    Guid BannedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? Until
) : IHasExample<BanView>
{
    public static BanView Example =>
        new(
            PersonSummary.Example.Id,
            "maya",
            "Maya Haddad",
            null,
            "Advertises in every thread.",
            Guid.Parse("0198c0de-0000-7000-8000-000000000001"),
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            null
        );
}
