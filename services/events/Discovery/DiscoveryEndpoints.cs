using System.Security.Claims;
using Community.Events.Data;
using Community.Events.Publishing;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Events.Discovery;

/// <summary>Finding events.</summary>
internal static class DiscoveryEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var events = api.MapGroup("/events").WithTags("Discovery");
        events.MapGet("/", FindAsync).AllowAnonymous();
        events.MapGet("/nearby", NearbyAsync).AllowAnonymous();
        events.MapGet("/upcoming", UpcomingAsync).AllowAnonymous();
        events.MapGet("/mine", MineAsync).RequireSignedIn();
        events.MapGet("/invited", InvitedAsync).RequireSignedIn();
        events.MapGet("/{id:guid}", GetAsync).WithName("event_get").AllowAnonymous();
        events.MapGet("/{id:guid}/calendar.ics", CalendarAsync).WithName("event_calendar").AllowAnonymous();
        api.MapGet("/organizer/events", OrganizedAsync).WithTags("Discovery").RequireOrganizer();
    }

    /// <summary>Lists public events by their start.</summary>
    /// <remarks>
    /// Filters add up; several interests find events about at least one of them. Without <c>start_after</c>, past events are left out. A
    /// signed-in caller sees their own registration, and no events of organizers with whom there is a block.
    /// </remarks>
    private static async Task<Results<Ok<Page<EventView>>, BadRequestProblem>> FindAsync(
        [AsParameters] EventFilter filter,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        EventSearch search,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await search.FindAsync(caller.UserIdOrNull(), filter, page, cancellationToken));

    /// <summary>Finds public events around a point, nearest first, each with its distance.</summary>
    private static async Task<Results<Ok<Page<EventView>>, BadRequestProblem>> NearbyAsync(
        [AsParameters] NearbyFilter filter,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        EventSearch search,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await search.NearbyAsync(caller.UserIdOrNull(), filter, page, cancellationToken));

    /// <summary>Lists the public events that begin next.</summary>
    private static async Task<Results<Ok<Page<EventView>>, BadRequestProblem>> UpcomingAsync(
        [AsParameters] UpcomingFilter filter,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        EventSearch search,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await search.UpcomingAsync(caller.UserIdOrNull(), filter, page, cancellationToken));

    /// <summary>
    /// Lists the events that the caller created or is registered for, the latest first; <c>my_status</c> is the state of the registration.
    /// </summary>
    /// <param name="upcoming">true: only events that are neither over nor cancelled, the soonest first.</param>
    /// <param name="page">The page.</param>
    private static async Task<Results<Ok<Page<EventView>>, BadRequestProblem>> MineAsync(
        bool? upcoming,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        EventSearch search,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await search.MineAsync(caller.UserId(), upcoming == true, page, cancellationToken));

    /// <summary>Lists the events to which the caller is invited, the latest first.</summary>
    private static async Task<Results<Ok<Page<EventView>>, BadRequestProblem>> InvitedAsync(
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        EventSearch search,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await search.InvitedAsync(caller.UserId(), page, cancellationToken));

    /// <summary>Lists the caller's own events, including drafts, the latest first.</summary>
    /// <param name="page">The page.</param>
    /// <param name="status">Only events that are draft, published or cancelled.</param>
    private static async Task<Results<Ok<Page<EventView>>, BadRequestProblem>> OrganizedAsync(
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        EventSearch search,
        CancellationToken cancellationToken,
        Choice<StatusFilter>? status = null
    ) => TypedResults.Ok(await search.OrganizedAsync(caller.UserId(), status?.Value, page, cancellationToken));

    /// <summary>Shows an event.</summary>
    /// <remarks>
    /// Public events are visible to all callers, private events to invited and registered users. Only its organizer sees a draft.
    /// </remarks>
    /// <param name="id">The event's id.</param>
    private static async Task<Results<Ok<EventView>, NotFoundProblem>> GetAsync(
        Guid id,
        ClaimsPrincipal caller,
        EventSearch search,
        CancellationToken cancellationToken
    ) =>
        await search.FindOneAsync(id, caller.UserIdOrNull(), cancellationToken) is { } found
            ? TypedResults.Ok(found)
            : OwnEvents.NoSuchEvent();

    /// <summary>Shows an event as a calendar file (iCalendar, RFC 5545).</summary>
    /// <param name="id">The event's id.</param>
    private static async Task<Results<FileContentHttpResult, NotFoundProblem>> CalendarAsync(
        Guid id,
        ClaimsPrincipal caller,
        HttpResponse response,
        EventsDb db
    )
    {
        if (await db.FindVisibleAsync(id, caller.UserIdOrNull()) is not { } found)
        {
            return OwnEvents.NoSuchEvent();
        }

        response.Headers.CacheControl = "no-cache";
        return TypedResults.File(EventCalendar.Of(found), "text/calendar; charset=utf-8", "event.ics");
    }
}
