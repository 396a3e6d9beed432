using System.Security.Claims;
using Community.Events.Data;
using Community.Events.Publishing;
using Community.Platform.Access.Authorization;
using Community.Platform.Data.Pagination;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Events.Stats;

/// <summary>Attendees and revenue of an event, for its organizer.</summary>
internal static class StatsEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var events = api.MapGroup("/events/{id:guid}").WithTags("Statistics").RequireOrganizer();
        events.MapGet("/stats", StatsAsync).WithName("event_stats");
        events
            .MapGet("/attendees", AttendeesAsync)
            .NotStored("shows who attends, with the codes of their tickets")
            .WithName("event_attendees");
        events
            .MapGet("/attendees.csv", AttendeesCsvAsync)
            .NotStored("shows who attends, with the codes of their tickets")
            .WithName("event_attendees_csv");
    }

    /// <summary>Counts registrations, arrivals and revenue of an event of the caller's.</summary>
    /// <param name="id">The event's id.</param>
    private static async Task<Results<Ok<EventStats>, ForbiddenProblem, NotFoundProblem>> StatsAsync(
        Guid id,
        ClaimsPrincipal caller,
        EventsDb db,
        TimeProvider clock
    ) => TypedResults.Ok(await db.ReadStatsAsync(await db.FindOwnOrRefuseAsync(id, caller.UserId()), clock.GetUtcNow()));

    /// <summary>Lists the registrations for an event of the caller's, the oldest first.</summary>
    /// <param name="id">The event's id.</param>
    private static async Task<Results<Ok<Page<AttendeeView>>, BadRequestProblem, ForbiddenProblem, NotFoundProblem>> AttendeesAsync(
        Guid id,
        [AsParameters] AttendeeFilter filter,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        EventsDb db,
        CancellationToken cancellationToken
    )
    {
        await db.FindOwnOrRefuseAsync(id, caller.UserId());
        return TypedResults.Ok(await db.Attendees(id, filter).ToPageAsync(page, db.ViewOfAttendee(), cancellationToken));
    }

    /// <summary>Downloads the registrations for an event of the caller's, as CSV (RFC 4180, UTF-8).</summary>
    /// <remarks>A text that a spreadsheet would treat as a formula is preceded by an apostrophe.</remarks>
    /// <param name="id">The event's id.</param>
    private static async Task<Results<PushStreamHttpResult, BadRequestProblem, ForbiddenProblem, NotFoundProblem>> AttendeesCsvAsync(
        Guid id,
        [AsParameters] AttendeeFilter filter,
        ClaimsPrincipal caller,
        EventsDb db,
        HttpResponse response
    )
    {
        await db.FindOwnOrRefuseAsync(id, caller.UserId());
        response.Headers.CacheControl = "no-store";
        var rows = db.AttendeesInBatchesAsync(id, filter);
        return TypedResults.Stream(stream => AttendeesCsv.WriteAsync(stream, rows), "text/csv; charset=utf-8", "attendees.csv");
    }

    private static async Task<CommunityEvent> FindOwnOrRefuseAsync(this EventsDb db, Guid id, Guid caller)
    {
        var found = await db.FindVisibleAsync(id, caller);
        return found?.OrganizerId == caller
            ? found
            : throw (
                found is null
                    ? (ProblemResult)OwnEvents.NoSuchEvent()
                    : Problem.Forbidden("This event belongs to another organizer. Ask that organizer.", "not_organizer")
            ).ToException();
    }
}
