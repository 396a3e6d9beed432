using System.Security.Claims;
using Community.Events.Data;
using Community.Events.Publishing;
using Community.Platform.Access.Authorization;
using Community.Platform.Data.Pagination;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.CheckIn;

/// <summary>An event's staff: the ticket scanners chosen by the organizer.</summary>
internal static class StaffEndpoints
{
    private const int MaxStaff = 100;
    private const string NoSuchEvent = "There is no such event.";
    private const string NotYours = "Only the organizer can choose the event's staff.";

    public static void MapStaff(this IEndpointRouteBuilder communityEvent)
    {
        communityEvent.MapGet("/check-in/staff", ListAsync);
        communityEvent.MapPut("/check-in/staff/{user_id:guid}", NameAsync);
        communityEvent.MapDelete("/check-in/staff/{user_id:guid}", DismissAsync);
    }

    /// <summary>Lists this event's staff: the ticket scanners beside the organizer.</summary>
    /// <param name="id">The event's id.</param>
    private static async Task<Results<Ok<Page<StaffView>>, NotFoundProblem, ForbiddenProblem>> ListAsync(
        Guid id,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        EventsDb db
    )
    {
        if (await db.FindVisibleAsync(id, caller.UserId()) is not { } communityEvent)
        {
            return Problem.NotFound(NoSuchEvent);
        }

        if (communityEvent.OrganizerId != caller.UserId())
        {
            return Problem.Forbidden(NotYours);
        }

        var staff =
            from member in db.Staff
            where member.EventId == id
            join person in db.People on member.UserId equals person.Id
            select new { member, person };
        return TypedResults.Ok(
            await staff
                .OrderBy(s => s.member.AddedAt)
                .ThenBy(s => s.member.UserId)
                .ToPageAsync(
                    page,
                    s => new StaffView(s.member.UserId, s.person.Username, s.person.FullName, s.person.PictureUrl, s.member.AddedAt)
                )
        );
    }

    /// <summary>Lets a user scan this event's tickets.</summary>
    /// <remarks>At most 100 people an event (409 <c>too_many_staff</c>).</remarks>
    /// <param name="id">The event's id.</param>
    /// <param name="userId">The user's id.</param>
    private static Task<Results<NoContent, NotFoundProblem, ForbiddenProblem, ConflictProblem>> NameAsync(
        Guid id,
        [FromRoute(Name = "user_id")] Guid userId,
        ClaimsPrincipal caller,
        EventsDb db,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<NoContent, NotFoundProblem, ForbiddenProblem, ConflictProblem>>(async () =>
        {
            var (own, exists) = await db.LockOwnAsync(id, caller.UserId());
            if (own is null)
            {
                return exists ? Problem.Forbidden(NotYours) : Problem.NotFound(NoSuchEvent);
            }

            if (userId == own.OrganizerId)
            {
                return Problem.Conflict("The organizer can always scan tickets and needs no entry here.", "is_organizer");
            }

            // Waits for an erasure that is under way.
            await db.Database.ExecuteSqlAsync($"SELECT FROM people WHERE id = {userId} FOR SHARE");
            if (!await db.MayNameAsync(own.OrganizerId, userId))
            {
                return Problem.NotFound("There is no such person.");
            }

            if (await db.Staff.CountAsync(staff => staff.EventId == id && staff.UserId != userId) >= MaxStaff)
            {
                return Problem.Conflict($"An event can have at most {MaxStaff} staff. Remove one first.", "too_many_staff");
            }

            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO check_in_staff (event_id, user_id, added_at) VALUES ({id}, {userId}, {clock.GetUtcNow()}) ON CONFLICT DO NOTHING
                """
            );
            return TypedResults.NoContent();
        });

    /// <summary>Takes a user off the staff: they can no longer scan this event's tickets.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="userId">The user's id.</param>
    private static async Task<Results<NoContent, NotFoundProblem, ForbiddenProblem>> DismissAsync(
        Guid id,
        [FromRoute(Name = "user_id")] Guid userId,
        ClaimsPrincipal caller,
        EventsDb db
    )
    {
        if (await db.FindVisibleAsync(id, caller.UserId()) is not { } communityEvent)
        {
            return Problem.NotFound(NoSuchEvent);
        }

        if (communityEvent.OrganizerId != caller.UserId())
        {
            return Problem.Forbidden(NotYours);
        }

        await db.Staff.Where(staff => staff.EventId == id && staff.UserId == userId).ExecuteDeleteAsync();
        return TypedResults.NoContent();
    }

    /// <summary>
    /// Whether the user is known here. If there is a block between the user and the organizer, the user counts as unknown.
    /// </summary>
    private static Task<bool> MayNameAsync(this EventsDb db, Guid organizer, Guid userId) =>
        db.People.AnyAsync(person =>
            person.Id == userId
            && person.ProfileVersion > 0
            && !person.IsErased
            && !db.Blocks.Any(block =>
                block.IsBlocked
                && (
                    (block.BlockerId == organizer && block.BlockedId == userId)
                    || (block.BlockerId == userId && block.BlockedId == organizer)
                )
            )
        );
}

/// <summary>A ticket scanner.</summary>
/// <param name="UserId">The user's id.</param>
/// <param name="Username">The handle.</param>
/// <param name="FullName">The name shown.</param>
/// <param name="PictureUrl">The path of the picture, relative to the gateway.</param>
/// <param name="AddedAt">When the user was added.</param>
internal sealed record StaffView(Guid UserId, string? Username, string? FullName, string? PictureUrl, DateTimeOffset AddedAt)
    : IHasExample<StaffView>
{
    public static StaffView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-000000000002"),
            "omar",
            "Omar Said",
            null,
            new DateTimeOffset(2026, 11, 30, 9, 0, 0, TimeSpan.Zero)
        );
}
