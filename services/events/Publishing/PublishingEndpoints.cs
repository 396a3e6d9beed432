using System.Security.Claims;
using Community.Events.Data;
using Community.Events.Mails;
using Community.Events.Moderation;
using Community.Events.Photos;
using Community.Events.Registrations;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Platform.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Publishing;

/// <summary>Organizers' work on their events.</summary>
internal static class PublishingEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var events = api.MapGroup("/events").WithTags("Publishing");
        events.MapPost("/", CreateAsync).RequireOrganizer().Idempotent().NotWhileMuted();
        events.MapPatch("/{id:guid}", ChangeAsync).RequireOrganizer().NotWhileMuted();
        events.MapDelete("/{id:guid}", DeleteAsync).RequireOrganizer();
        events.MapPost("/{id:guid}/publish", PublishAsync).RequireOrganizer().Idempotent().NotWhileMuted();
        events.MapPost("/{id:guid}/cancel", CancelAsync).RequireOrganizer().Idempotent();
        events.MapCovers();
    }

    /// <summary>Creates an event: a draft that only its organizer sees, or published at once with <c>is_published</c>.</summary>
    /// <remarks>
    /// To publish one with a price, the caller needs a verified mail address or phone number (403 <c>verification_required</c>).
    /// </remarks>
    private static async Task<Results<Created<EventView>, BadRequestProblem, ForbiddenProblem, ConflictProblem>> CreateAsync(
        EventDraft draft,
        ClaimsPrincipal caller,
        EventsDb db,
        SeatStore seats,
        Sellers sellers,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (draft is { IsPublished: true, PriceCents: > 0 })
        {
            await sellers.LearnAsync(caller.UserId(), cancellationToken);
        }

        return await db.InTransactionAsync<Results<Created<EventView>, BadRequestProblem, ForbiddenProblem, ConflictProblem>>(async () =>
        {
            var now = clock.GetUtcNow();
            var zone = await EventZone.ForAsync(db, draft.TimeZone, caller.UserId(), draft.LocationCountry);
            var created = draft.ToEvent(caller.UserId(), zone, now);
            EventRules.Require(created, isPriceNew: true);
            if (draft.IsPublished && created.StartsAt <= now)
            {
                return Problem.Invalid("start_datetime", Fault.InPast);
            }

            created.OrganizerHidden = await db.People.AnyAsync(person =>
                person.Id == created.OrganizerId && person.IsSuspended && (person.SuspendedUntil == null || person.SuspendedUntil > now)
            );
            db.Events.Add(created);
            SeatStore.AddSeats(db, created.Id);
            if (draft.IsPublished)
            {
                await db.MakePublishedAsync(created, now);
            }

            await db.SaveChangesAsync();
            await db.ChangeCapacityAsync(seats, created.Id, draft.MaxAttendees);
            return TypedResults.Created($"/api/v1/events/{created.Id}", await db.ViewAsync(created));
        });
    }

    /// <summary>Changes an event of the caller's.</summary>
    /// <remarks>
    /// A merge patch (RFC 7396): absent members stay as they are, null clears a member. An event that is over, cancelled or taken down
    /// cannot be changed; a published one cannot be moved into the past. <c>max_attendees</c> below the number of taken seats is a
    /// conflict, <c>capacity_below_taken</c>. Sold tickets keep the price and the refund terms of their sale.
    /// </remarks>
    /// <param name="id">The event's id.</param>
    /// <param name="changes">The changes.</param>
    private static async Task<Results<Ok<EventView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>> ChangeAsync(
        Guid id,
        EventChanges changes,
        ClaimsPrincipal caller,
        EventsDb db,
        SeatStore seats,
        Sellers sellers,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (changes.PriceCents is { IsSet: true, Value: > 0 })
        {
            await sellers.LearnAsync(caller.UserId(), cancellationToken);
        }

        return await db.InTransactionAsync<Results<Ok<EventView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>>(
            async () =>
            {
                var now = clock.GetUtcNow();
                if (changes.TouchesSeats)
                {
                    await db.LockOwnSeatsAsync(id, caller.UserId());
                }

                var own = await db.LockOwnOrRefuseAsync(id, caller.UserId());
                own.RequireChangeable(now);
                var price = (own.PriceCents, own.Currency);
                var (before, place) = (SaleTerms.Of(own, now), EventMailTexts.PlaceOf(own));
                changes.ApplyTo(own, now);
                if (own.Status == EventStatus.Published && price != (own.PriceCents, own.Currency))
                {
                    await db.RequireSellableAsync(own);
                }

                var isChanged = db.ChangeTracker.HasChanges();
                await db.SaveChangesAsync();
                isChanged |= changes.MaxAttendees.IsSet && await db.ChangeCapacityAsync(seats, id, changes.MaxAttendees.Value);
                if (isChanged)
                {
                    await db.RefuseEndlessChangesAsync(id);
                    db.Changed(own, now);
                }

                if (own.Status == EventStatus.Published && RefundTerms.IsNotified(before, SaleTerms.Of(own, now)))
                {
                    await db.NotifyOfChangeAsync(id, before.StartsAt, before.EndsAt, place, now);
                }

                await db.SaveChangesAsync();
                return TypedResults.Ok(await db.ViewAsync(own));
            }
        );
    }

    /// <summary>Deletes an event of the caller's that never had a registration.</summary>
    /// <remarks>If it had one, the answer is a conflict, <c>event_has_registrations</c>: cancel the event instead.</remarks>
    /// <param name="id">The event's id.</param>
    private static Task<Results<NoContent, ForbiddenProblem, NotFoundProblem, ConflictProblem>> DeleteAsync(
        Guid id,
        ClaimsPrincipal caller,
        EventsDb db,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<NoContent, ForbiddenProblem, NotFoundProblem, ConflictProblem>>(async () =>
        {
            await db.LockOwnSeatsAsync(id, caller.UserId());
            var own = await db.LockOwnOrRefuseAsync(id, caller.UserId());
            if (await db.Registrations.AnyAsync(registration => registration.EventId == id))
            {
                return Problem.Conflict(
                    "People have registered for this event, so it cannot be deleted. POST /events/{id}/cancel cancels it.",
                    "event_has_registrations"
                );
            }

            var now = clock.GetUtcNow();
            if (own.Status == EventStatus.Published)
            {
                own.Version++;
                db.PublishCancelled(own, now);
            }

            await db.DropAsync(own.ImageKey, now);
            await db.DropPhotosAsync(id, now);
            db.Events.Remove(own);
            await db.SaveChangesAsync();
            return TypedResults.NoContent();
        });

    /// <summary>Publishes a draft of the caller's: users can find it and register. Repeating it changes nothing.</summary>
    /// <remarks>If it has a price, the caller needs a verified mail address or phone number (403 <c>verification_required</c>).</remarks>
    /// <param name="id">The event's id.</param>
    private static async Task<Results<Ok<EventView>, ForbiddenProblem, NotFoundProblem, ConflictProblem>> PublishAsync(
        Guid id,
        ClaimsPrincipal caller,
        EventsDb db,
        Sellers sellers,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var user = caller.UserId();
        if (await db.Events.AnyAsync(e => e.Id == id && e.OrganizerId == user && e.PriceCents > 0, cancellationToken))
        {
            await sellers.LearnAsync(user, cancellationToken);
        }

        return await db.InTransactionAsync<Results<Ok<EventView>, ForbiddenProblem, NotFoundProblem, ConflictProblem>>(async () =>
        {
            var now = clock.GetUtcNow();
            var own = await db.LockOwnOrRefuseAsync(id, caller.UserId());
            if (own.Status == EventStatus.Published)
            {
                return TypedResults.Ok(await db.ViewAsync(own));
            }

            own.RequireChangeable(now);
            if (own.StartsAt <= now)
            {
                return Problem.Conflict("The event's start is in the past. Change start_datetime first.", "start_in_past");
            }

            own.Version++;
            await db.MakePublishedAsync(own, now);
            await db.SaveChangesAsync();
            return TypedResults.Ok(await db.ViewAsync(own));
        });
    }

    /// <summary>
    /// Cancels a published event of the caller's: all registrations end, and paid ones are refunded. Repeating it changes nothing.
    /// </summary>
    /// <param name="id">The event's id.</param>
    /// <param name="request">The reason.</param>
    private static Task<Results<Ok<EventView>, ForbiddenProblem, NotFoundProblem, ConflictProblem>> CancelAsync(
        Guid id,
        CancelEventRequest? request,
        ClaimsPrincipal caller,
        EventsDb db,
        SeatStore seats,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<Ok<EventView>, ForbiddenProblem, NotFoundProblem, ConflictProblem>>(async () =>
        {
            var now = clock.GetUtcNow();
            await db.LockOwnSeatsAsync(id, caller.UserId());
            var own = await db.LockOwnOrRefuseAsync(id, caller.UserId());
            if (own.Status == EventStatus.Cancelled)
            {
                return TypedResults.Ok(await db.ViewAsync(own));
            }

            if (own.Status == EventStatus.Draft)
            {
                return Problem.Conflict("This event was never published. DELETE /events/{id} deletes it.", "event_not_published");
            }

            own.RequireNotOver(now);
            own.Status = EventStatus.Cancelled;
            own.CancelReason = request?.Reason;
            own.CancelledAt = own.UpdatedAt = now.AsKept();
            own.Version++;
            db.PublishCancelled(own, now);
            await db.SaveChangesAsync();
            await seats.ApplyAsync(db, id, new CancelEvent());
            await db.SaveChangesAsync();
            return TypedResults.Ok(await db.ViewAsync(own));
        });
}
