using System.Security.Claims;
using Community.Events.Data;
using Community.Events.Publishing;
using Community.Money;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Localization;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Registrations;

/// <summary>Registering for an event, and cancelling.</summary>
internal static class SeatEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var events = api.MapGroup("/events/{id:guid}").WithTags("Registrations");
        events.MapPost("/register", RegisterAsync).WithName("registration_register").RequireSignedIn().Idempotent();
        events.MapPost("/rsvp", RegisterAsync).WithName("events_rsvp").RequireSignedIn().Idempotent();
        events.MapDelete("/register", CancelAsync).WithName("registration_cancel").RequireSignedIn();
        events.MapGet("/status", StatusAsync).NotStored("has the code of a ticket").WithName("registration_status").RequireSignedIn();
        events.MapDelete("/attendees/{user_id:guid}", RemoveAsync).WithName("registration_remove").RequireOrganizer();
    }

    /// <summary>Registers the caller for an event.</summary>
    /// <remarks>
    /// Free: confirmed at once, with a ticket. Paid: 402 with the order, and a seat is held until <c>expires_at</c>; the payment confirms
    /// the registration. The ticket is mailed to a verified address, in the language of Accept-Language (English or Arabic). Full:
    /// waitlisted, and promoted automatically when a seat becomes free. A repeat answers with the existing registration.
    /// </remarks>
    /// <param name="id">The event's id.</param>
    private static async Task<Results<Ok<RegistrationView>, PaymentRequiredProblem, NotFoundProblem, ConflictProblem>> RegisterAsync(
        Guid id,
        HttpRequest request,
        ClaimsPrincipal caller,
        SeatBatcher batcher,
        EventsDb db
    )
    {
        var result = await batcher.RunAsync(id, new Register(caller.UserId(), TextLanguage.Of(request)));
        return result switch
        {
            { Registration: { Status: RegistrationStatus.Pending } pending } => Order(pending, result.Refund!),
            { Registration: { } registration } => TypedResults.Ok(
                RegistrationView.Of(registration, result.WaitlistPosition ?? await db.WaitlistPositionAsync(registration), result.Refund!)
            ),
            { Outcome: SeatOutcome.NotPublished } => Problem.Conflict(
                "The event is not published yet. Registration opens when the organizer publishes it.",
                "not_published"
            ),
            { Outcome: SeatOutcome.EventCancelled } => Problem.Conflict("The event was cancelled.", "event_cancelled"),
            { Outcome: SeatOutcome.EventOver } => Problem.Conflict("The event is over.", "event_over"),
            { Outcome: SeatOutcome.IsOrganizer } => Problem.Conflict(
                "You organize this event, so you need no registration.",
                "is_organizer"
            ),
            _ => Problem.NotFound("There is no such event."),
        };
    }

    /// <summary>Cancels the caller's registration, or leaves the waitlist.</summary>
    /// <remarks>
    /// The payment is refunded until <c>refund_until</c>. <c>refund_cents</c> or <c>refund_credits</c> of the answer is the refund; <c>GET
    /// …/status</c> shows it beforehand. The terms at the time of sale apply. If the event is moved by more than 30 minutes or to another
    /// place, a full refund is possible until it starts, and for 3 days after the move in any case. A repeat gets the same answer.
    /// </remarks>
    /// <param name="id">The event's id.</param>
    private static async Task<Results<Ok<RegistrationView>, NotFoundProblem, ConflictProblem>> CancelAsync(
        Guid id,
        ClaimsPrincipal caller,
        SeatBatcher batcher
    ) => Cancelled(await batcher.RunAsync(id, new CancelRegistration(caller.UserId())), "You are not registered for this event.");

    /// <summary>
    /// Shows the caller's registration for an event, the last one if there were several, and the refund that a cancellation would give.
    /// </summary>
    /// <param name="id">The event's id.</param>
    private static async Task<Results<Ok<RegistrationView>, NotFoundProblem>> StatusAsync(
        Guid id,
        ClaimsPrincipal caller,
        EventsDb db,
        TimeProvider clock
    )
    {
        var user = caller.UserId();
        var registration = await db
            .Registrations.AsNoTracking()
            .Where(r => r.EventId == id && r.UserId == user)
            .OrderByDescending(r => r.EndedAt == null)
            .ThenByDescending(r => r.RegisteredAt)
            .FirstOrDefaultAsync();
        return registration is null
            ? Problem.NotFound("You are not registered for this event.", "not_registered")
            : TypedResults.Ok(
                RegistrationView.Of(
                    registration,
                    await db.WaitlistPositionAsync(registration),
                    await db.RefundAsync(registration, clock.GetUtcNow())
                )
            );
    }

    /// <summary>Removes a user from the caller's own event; the payment is refunded.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="userId">The user to remove.</param>
    private static async Task<Results<Ok<RegistrationView>, NotFoundProblem, ForbiddenProblem, ConflictProblem>> RemoveAsync(
        Guid id,
        [FromRoute(Name = "user_id")] Guid userId,
        ClaimsPrincipal caller,
        SeatBatcher batcher,
        EventsDb db
    )
    {
        var user = caller.UserId();
        if (await db.FindVisibleAsync(id, user) is not { } communityEvent)
        {
            return Problem.NotFound("There is no such event.");
        }

        if (communityEvent.OrganizerId != user)
        {
            return Problem.Forbidden("Only the organizer of this event can do this. Ask the organizer.", "not_organizer");
        }

        return Cancelled(await batcher.RunAsync(id, new RemoveAttendee(userId)), "No user with this id is registered.").Result switch
        {
            Ok<RegistrationView> ok => ok,
            NotFoundProblem notFound => notFound,
            var other => (ConflictProblem)other,
        };
    }

    /// <summary>The refund of the registration's owner.</summary>
    public static async Task<RefundOffer> RefundAsync(this EventsDb db, Registration registration, DateTimeOffset now) =>
        registration.OrderId is null ? RefundOffer.None : RefundOffer.Of(registration, await db.TermsAsync(registration.EventId), now);

    /// <summary>The position on the waitlist; null if the registration is not on it.</summary>
    public static async Task<int?> WaitlistPositionAsync(this EventsDb db, Registration registration) =>
        registration is { Status: RegistrationStatus.Waitlisted, WaitlistNumber: { } number }
            ? await db.Registrations.CountAsync(r =>
                r.EventId == registration.EventId && r.Status == RegistrationStatus.Waitlisted && r.WaitlistNumber <= number
            )
            : null;

    private static Results<Ok<RegistrationView>, NotFoundProblem, ConflictProblem> Cancelled(SeatResult result, string notRegistered) =>
        result switch
        {
            { Outcome: SeatOutcome.NotFound } => Problem.NotFound(notRegistered, "not_registered"),
            { Outcome: SeatOutcome.AlreadyCheckedIn } => Problem.Conflict(
                "You have already checked in, so the registration cannot be cancelled.",
                "already_checked_in"
            ),
            { Outcome: SeatOutcome.EventOver } => Problem.Conflict("The event is over.", "event_over"),
            _ => TypedResults.Ok(RegistrationView.Of(result.Registration!, waitlistPosition: null, result.Refund!)),
        };

    private static PaymentRequiredProblem Order(Registration pending, RefundOffer refund) =>
        Problem
            .OrderRequired(
                OrdersToPay.Of(
                    pending.OrderId!.Value,
                    pending.AmountCents!.Value,
                    pending.Currency!,
                    pending.PriceCredits,
                    pending.HoldExpiresAt
                ),
                "A seat is held for you until expires_at."
            )
            .With("registration_id", pending.Id)
            .With("refund_until", refund.Until);
}
