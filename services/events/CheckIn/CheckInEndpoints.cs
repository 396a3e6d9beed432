using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Events.Data;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Events.Tickets;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.CheckIn;

/// <summary>Check-in at the door by scanning tickets.</summary>
internal static class CheckInEndpoints
{
    /// <summary>Doors open long before the start, and a forgotten scan can be made up for until the next day.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromHours(12);

    public static void Map(IEndpointRouteBuilder api)
    {
        var events = api.MapGroup("/events/{id:guid}").WithTags("Check-in").RequireSignedIn();
        events.MapPost("/check-in", ScanAsync);
        events.MapDoor();
        events.MapStaff();
        events.MapArrival();
    }

    /// <summary>Scans a ticket at the door: for the organizer and the staff.</summary>
    /// <remarks>
    /// Send the text of the QR code as <c>payload</c>, or the typed <c>ticket_code</c>. A request repeated with its <c>nonce</c> gets its
    /// first answer again. Any other scan of a used ticket is 409 <c>already_checked_in</c> with the first scan's <c>checked_in_at</c>, and
    /// in <c>checked_in_by</c> the name of the person who made it, where it is known. Other callers are refused with 403 <c>not_staff</c>.
    /// The <c>reason</c> of other refusals: bad_signature, unknown_ticket, wrong_event, payment_pending, waitlisted, cancelled, expired,
    /// refunded, event_cancelled, not_published, too_early, too_late.
    /// </remarks>
    /// <param name="id">The event's id.</param>
    private static async Task<Results<Ok<CheckedInView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>> ScanAsync(
        Guid id,
        CheckInRequest request,
        ClaimsPrincipal caller,
        EventsDb db,
        SeatBatcher seats,
        TicketKeyRing keys,
        TimeProvider clock
    )
    {
        var scanner = caller.UserId();
        if (await db.FindVisibleAsync(id, scanner) is not { } communityEvent)
        {
            return Problem.NotFound("There is no such event.");
        }

        if (!await db.MayScanAsync(communityEvent, scanner))
        {
            return NotStaff();
        }

        var signed = request.Payload is { } payload ? keys.Read(payload) : null;
        if (request.Payload is not null && signed is null)
        {
            return Problem.BadRequest(
                "This ticket is not genuine: its signature does not match. Scan it again, or enter its code.",
                "bad_signature"
            );
        }

        if (Closed(communityEvent, Window, Window, clock.GetUtcNow()) is { } closed)
        {
            return closed;
        }

        if (TicketCode.Parse(signed?.Code ?? request.TicketCode) is not { } code)
        {
            return UnknownTicket();
        }

        var result = await seats.RunAsync(id, new CheckInTicket(code, scanner, request.Nonce));
        return result switch
        {
            { Outcome: SeatOutcome.Done or SeatOutcome.Repeated, Registration: { } registration } => TypedResults.Ok(
                new CheckedInView(
                    RegistrationView.Of(registration, waitlistPosition: null, RefundOffer.None),
                    await db.NameOfAsync(registration.UserId),
                    registration.CheckedInAt!.Value
                )
            ),
            { Outcome: SeatOutcome.AlreadyCheckedIn, Registration: { } registration } => Problem
                .Conflict("This ticket was already used.", "already_checked_in")
                .With("checked_in_at", registration.CheckedInAt)
                .With("checked_in_by", registration.CheckedInBy is { } by ? await db.NameOfAsync(by) : null),
            { Outcome: SeatOutcome.NotConfirmed, Registration: { } registration } => NoSeat(registration),
            { Outcome: SeatOutcome.EventCancelled } => Cancelled(),
            _ => await ElsewhereAsync(db, code, scanner),
        };
    }

    /// <summary>The answer to callers who see the event, and do not stand at its door.</summary>
    internal static ForbiddenProblem NotStaff() =>
        Problem.Forbidden(
            "Only the organizer and the event's staff can scan tickets. The organizer adds staff with PUT /events/{id}/check-in/staff/{user_id}.",
            "not_staff"
        );

    /// <summary>The reason why no check-in is possible now, or null.</summary>
    internal static ConflictProblem? Closed(CommunityEvent communityEvent, TimeSpan before, TimeSpan after, DateTimeOffset now)
    {
        var (opens, closes) = (communityEvent.StartsAt - before, communityEvent.EndsAt + after);
        return communityEvent.Status == EventStatus.Cancelled ? Cancelled()
            : communityEvent.Status == EventStatus.Draft
                ? Problem.Conflict("The event is not published. Publish it first.", "not_published")
            : now < opens ? Problem.Conflict("Check-in has not opened yet.", "too_early").With("opens_at", opens)
            : now > closes ? Problem.Conflict("Check-in has closed.", "too_late").With("closed_at", closes)
            : null;
    }

    /// <summary>The problem of a registration that has no seat.</summary>
    internal static ConflictProblem NoSeat(Registration registration) =>
        Problem.Conflict(
            "This registration is not confirmed, so it has no seat.",
            registration.Status == RegistrationStatus.Pending ? "payment_pending" : registration.Status
        );

    private static ConflictProblem Cancelled() => Problem.Conflict("The event was cancelled.", "event_cancelled");

    private static NotFoundProblem UnknownTicket() => Problem.NotFound("There is no such ticket.", "unknown_ticket");

    /// <summary>
    /// A ticket of another event is named as such only if the caller may scan for that event too, so that callers cannot find out codes
    /// here.
    /// </summary>
    private static async Task<
        Results<Ok<CheckedInView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
    > ElsewhereAsync(EventsDb db, string code, Guid scanner)
    {
        var other = await (
            from registration in db.Registrations
            where registration.TicketCode == code
            join communityEvent in db.Events on registration.EventId equals communityEvent.Id
            where
                communityEvent.OrganizerId == scanner
                || db.Staff.Any(staff => staff.EventId == communityEvent.Id && staff.UserId == scanner)
            select (Guid?)communityEvent.Id
        ).SingleOrDefaultAsync();
        return other is null
            ? UnknownTicket()
            : Problem.Conflict("This ticket is for another event.", "wrong_event").With("event_id", other);
    }

    private static Task<string?> NameOfAsync(this EventsDb db, Guid userId) =>
        db.People.Where(person => person.Id == userId).Select(person => person.FullName ?? person.Username).SingleOrDefaultAsync();
}

/// <summary>A scan: one of ticket_code and payload.</summary>
/// <param name="TicketCode">The code that is printed under the QR code, in any case and with any spaces.</param>
/// <param name="Payload">The text of the QR code.</param>
/// <param name="Nonce">A text that is unique to this scan, so that the request can be repeated.</param>
internal sealed record CheckInRequest(
    [StringLength(64)] string? TicketCode = null,
    [StringLength(1000)] string? Payload = null,
    [StringLength(100), SingleLine] string? Nonce = null
) : IHasExample<CheckInRequest>, IHasRules<CheckInRequest>
{
    public static CheckInRequest Example => new("COMM-A1B2C3D4", null, "7c9e6679");

    public static RequestRules<CheckInRequest> Rules { get; } =
        new RequestRules<CheckInRequest>().Add(
            nameof(TicketCode),
            request =>
                request.TicketCode is null == request.Payload is null
                    ? new(FaultCode.Required, "is required, unless payload is sent")
                    : null,
            nameof(Payload)
        );
}

/// <summary>A check-in.</summary>
/// <param name="Registration">The registration, now checked_in.</param>
/// <param name="HolderName">Full name, or username; null if it is not known here (yet).</param>
/// <param name="CheckedInAt">When the holder arrived.</param>
internal sealed record CheckedInView(RegistrationView Registration, string? HolderName, DateTimeOffset CheckedInAt)
    : IHasExample<CheckedInView>
{
    public static CheckedInView Example =>
        new(
            RegistrationView.Example with
            {
                Status = RegistrationStatus.CheckedIn,
            },
            "Maya Haddad",
            new DateTimeOffset(2026, 12, 4, 14, 52, 0, TimeSpan.Zero)
        );
}
