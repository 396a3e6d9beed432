using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Contracts.Events;
using Community.Events.Data;
using Community.Events.Moderation;
using Community.Events.Publishing;
using Community.Platform.Access.Authorization;
using Community.Platform.Data.Pagination;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Invitations;

/// <summary>Invitations of organizers to their events.</summary>
internal static class InvitationEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var invitations = api.MapGroup("/events/{id:guid}/invitations").WithTags("Invitations").RequireOrganizer();
        invitations.MapPost("/", InviteAsync).Idempotent().NotWhileMuted();
        invitations.MapGet("/", ListAsync).WithName("invitations_list");
        invitations.MapDelete("/{user_id:guid}", WithdrawAsync);
    }

    /// <summary>Invites users to a published event of the caller's.</summary>
    /// <remarks>
    /// The answer is always the same. It does not tell whether a user exists, was invited before, or does not want to hear from the caller.
    /// </remarks>
    /// <param name="id">The event's id.</param>
    /// <param name="request">The users to invite.</param>
    private static Task<Results<NoContent, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>> InviteAsync(
        Guid id,
        InviteRequest request,
        ClaimsPrincipal caller,
        EventsDb db,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<NoContent, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>>(async () =>
        {
            var now = clock.GetUtcNow();
            var own = await db.LockOwnOrRefuseAsync(id, caller.UserId());
            own.RequireChangeable(now);
            if (own.Status == EventStatus.Draft)
            {
                return Problem.Conflict("Invited people cannot see a draft. Publish the event first.", "event_not_published");
            }

            foreach (var invited in await AddAsync(db, own, request.UserIds, now))
            {
                db.Publish(
                    new EventInvitationSent(Guid.CreateVersion7(now), now, invited.Id, Version: 1, id, own.OrganizerId, invited.ToUserId)
                );
            }

            await db.SaveChangesAsync();
            return TypedResults.NoContent();
        });

    /// <summary>Lists the users invited to an event of the caller's, the latest first.</summary>
    /// <param name="id">The event's id.</param>
    private static async Task<Results<Ok<Page<InvitationView>>, BadRequestProblem, ForbiddenProblem, NotFoundProblem>> ListAsync(
        Guid id,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        EventsDb db,
        CancellationToken cancellationToken
    )
    {
        if (await db.FindVisibleAsync(id, caller.UserId()) is not { } found)
        {
            return OwnEvents.NoSuchEvent();
        }

        if (found.OrganizerId != caller.UserId())
        {
            return Problem.Forbidden("This event belongs to another organizer. Only its organizer can do this.");
        }

        var invitations =
            from invitation in db.Invitations.AsNoTracking()
            where invitation.EventId == id
            orderby invitation.CreatedAt descending, invitation.Id
            select invitation;
        return TypedResults.Ok(
            await invitations.ToPageAsync(
                page,
                invitation =>
                    db.People.Where(person => person.Id == invitation.ToUserId)
                        .Select(person => new InvitationView(
                            invitation.Id,
                            invitation.ToUserId,
                            person.Username,
                            person.FullName,
                            person.PictureUrl,
                            invitation.CreatedAt
                        ))
                        .First(),
                cancellationToken
            )
        );
    }

    /// <summary>Withdraws an invitation to an event of the caller's. A user who has registered in the meantime stays registered.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="userId">The invited user.</param>
    private static Task<Results<NoContent, ForbiddenProblem, NotFoundProblem>> WithdrawAsync(
        Guid id,
        [Microsoft.AspNetCore.Mvc.FromRoute(Name = "user_id")] Guid userId,
        ClaimsPrincipal caller,
        EventsDb db
    ) =>
        db.InTransactionAsync<Results<NoContent, ForbiddenProblem, NotFoundProblem>>(async () =>
        {
            await db.LockOwnOrRefuseAsync(id, caller.UserId());
            return
                await db.Invitations.Where(invitation => invitation.EventId == id && invitation.ToUserId == userId).ExecuteDeleteAsync()
                == 1
                ? TypedResults.NoContent()
                : Problem.NotFound("This person has no invitation to this event.", "not_invited");
        });

    /// <summary>Adds the users who can be invited and have no invitation yet.</summary>
    private static Task<List<Invited>> AddAsync(EventsDb db, CommunityEvent own, IReadOnlyList<Guid> people, DateTimeOffset now)
    {
        Guid[] users = [.. people.Distinct().Where(user => user != own.OrganizerId)];
        Guid[] ids = [.. users.Select(_ => Guid.CreateVersion7(now))];
        return db
            .Database.SqlQuery<Invited>(
                $"""
                INSERT INTO invitations (id, event_id, from_user_id, to_user_id, created_at)
                SELECT invited.id, {own.Id}, {own.OrganizerId}, invited.user_id, {now}
                FROM unnest({ids}, {users}) AS invited (id, user_id) JOIN people p ON p.id = invited.user_id
                WHERE p.profile_version > 0 AND NOT p.is_erased AND NOT EXISTS (
                    SELECT FROM blocks b WHERE b.is_blocked AND (
                        (b.blocker_id = {own.OrganizerId} AND b.blocked_id = p.id) OR (b.blocker_id = p.id AND b.blocked_id = {own.OrganizerId})))
                ON CONFLICT (event_id, to_user_id) DO NOTHING
                RETURNING id, to_user_id
                """
            )
            .ToListAsync();
    }

    private sealed record Invited(Guid Id, Guid ToUserId);
}

/// <param name="UserIds">The users to invite: 1 to 100.</param>
internal sealed record InviteRequest([Length(1, 100)] IReadOnlyList<Guid> UserIds) : IHasExample<InviteRequest>
{
    public static InviteRequest Example => new([Guid.Parse("0198c0de-0000-7000-8000-000000000002")]);
}

/// <summary>An invitation, as the organizer sees it.</summary>
/// <param name="Id">The invitation's id.</param>
/// <param name="UserId">The invited user.</param>
/// <param name="Username">The handle.</param>
/// <param name="FullName">The name shown.</param>
/// <param name="PictureUrl">The path of the picture, relative to the gateway.</param>
/// <param name="CreatedAt">When it was sent.</param>
internal sealed record InvitationView(
    Guid Id,
    Guid UserId,
    string? Username,
    string? FullName,
    string? PictureUrl,
    DateTimeOffset CreatedAt
) : IHasExample<InvitationView>
{
    public static InvitationView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000f1"),
            Guid.Parse("0198c0de-0000-7000-8000-000000000002"),
            "maya",
            "Maya Haddad",
            null,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero)
        );
}
