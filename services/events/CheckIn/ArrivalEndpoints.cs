using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Events.Data;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.CheckIn;

/// <summary>Arriving without a scan: by being at the event's place and time.</summary>
internal static class ArrivalEndpoints
{
    private static readonly TimeSpan Early = TimeSpan.FromHours(2);

    /// <summary>Older attempts are ignored: in three days any place can be reached at 300 km/h.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(3);

    private const int AttemptsCompared = 5;

    public static void MapArrival(this IEndpointRouteBuilder communityEvent) => communityEvent.MapPost("/arrival", ArriveAsync);

    /// <summary>Reports that the caller is at the event.</summary>
    /// <remarks>
    /// From two hours before the start until the end, inside the geofence. The position's accuracy counts in the caller's favour up to 100
    /// m; a position vaguer than 500 m is refused. A repeat gets the same answer. <c>reason</c> of a refusal: not_registered (403),
    /// payment_pending, waitlisted, cancelled, expired, refunded, event_cancelled, no_position, too_early, too_late, position_too_vague,
    /// outside_geofence (with <c>distance_m</c> and <c>radius_m</c>), implausible_position (the caller cannot have travelled so fast from
    /// their last position; the organizer may still scan the ticket).
    /// </remarks>
    /// <param name="id">The event's id.</param>
    private static async Task<Results<Ok<ArrivalView>, ForbiddenProblem, NotFoundProblem, ConflictProblem>> ArriveAsync(
        Guid id,
        ArrivalRequest request,
        ClaimsPrincipal caller,
        EventsDb db,
        SeatBatcher seats,
        TimeProvider clock
    )
    {
        var userId = caller.UserId();
        if (await db.FindVisibleAsync(id, userId) is not { } communityEvent)
        {
            return Problem.NotFound("There is no such event.");
        }

        var latest = await db
            .Registrations.AsNoTracking()
            .Where(r => r.EventId == id && r.UserId == userId)
            .OrderByDescending(r => r.RegisteredAt)
            .ThenByDescending(r => r.Id)
            .FirstOrDefaultAsync();
        if (latest is null)
        {
            return NotRegistered();
        }

        if (latest.Status == RegistrationStatus.CheckedIn)
        {
            return TypedResults.Ok(ArrivalView.Of(latest));
        }

        var position = new Position(request.Lat, request.Lng, request.Accuracy);
        var now = clock.GetUtcNow();
        if (
            (
                CheckInEndpoints.Closed(communityEvent, Early, TimeSpan.Zero, now)
                ?? (latest.Status == RegistrationStatus.Confirmed ? null : CheckInEndpoints.NoSeat(latest))
                ?? await RefusalAsync(db, communityEvent, userId, position, now)
            ) is
            { } refusal
        )
        {
            return refusal;
        }

        var result = await seats.RunAsync(id, new Arrive(userId, []));
        return result switch
        {
            { Outcome: SeatOutcome.Done or SeatOutcome.Repeated or SeatOutcome.AlreadyCheckedIn, Registration: { } registration } =>
                TypedResults.Ok(ArrivalView.Of(registration)),
            { Outcome: SeatOutcome.NotConfirmed, Registration: { } registration } => CheckInEndpoints.NoSeat(registration),
            _ => NotRegistered(),
        };
    }

    /// <summary>
    /// The problem with the position, or null. A position that can be judged is stored, so that the next one can be compared with it.
    /// </summary>
    private static async Task<ConflictProblem?> RefusalAsync(
        EventsDb db,
        CommunityEvent communityEvent,
        Guid userId,
        Position position,
        DateTimeOffset now
    )
    {
        if (communityEvent is not { Latitude: { } latitude, Longitude: { } longitude })
        {
            return Problem.Conflict("This event has no position to check against. Show your ticket at the door.", "no_position");
        }

        if (position.AccuracyM > Position.VaguestM)
        {
            return Problem
                .Conflict(
                    "The position is not accurate enough. Turn on precise location, or show your ticket at the door.",
                    "position_too_vague"
                )
                .With("accuracy_m", position.AccuracyM)
                .With("vaguest_m", Position.VaguestM);
        }

        var distance = position.MetresTo(latitude, longitude);
        var isInside = position.IsWithin(communityEvent.GeofenceRadiusM, distance);
        var isPlausible = !(await LastAttemptsAsync(db, userId, now)).Exists(before =>
            position.IsImplausibleAfter(new Position(before.Latitude, before.Longitude, before.AccuracyM), now - before.At)
        );
        db.ArrivalAttempts.Add(
            new ArrivalAttempt
            {
                Id = Guid.CreateVersion7(now),
                EventId = communityEvent.Id,
                UserId = userId,
                Latitude = position.Latitude,
                Longitude = position.Longitude,
                AccuracyM = position.AccuracyM,
                Accepted = isInside && isPlausible,
                At = now,
            }
        );
        await db.SaveChangesAsync();
        return !isInside
                ? Problem
                    .Conflict(
                        "You are not at the event yet. Try again when you are there, or show your ticket at the door.",
                        "outside_geofence"
                    )
                    .With("distance_m", (long)Math.Round(distance))
                    .With("radius_m", communityEvent.GeofenceRadiusM)
            : !isPlausible
                ? Problem.Conflict(
                    "This position is too far from your last one to be reached in that time. Show your ticket at the door.",
                    "implausible_position"
                )
            : null;
    }

    private static Task<List<ArrivalAttempt>> LastAttemptsAsync(EventsDb db, Guid userId, DateTimeOffset now)
    {
        var since = now - Memory;
        return db
            .ArrivalAttempts.AsNoTracking()
            .Where(attempt => attempt.UserId == userId && attempt.At > since)
            .OrderByDescending(attempt => attempt.At)
            .Take(AttemptsCompared)
            .ToListAsync();
    }

    private static ForbiddenProblem NotRegistered() =>
        Problem.Forbidden("You are not registered for this event. POST /events/{id}/register registers you.", "not_registered");
}

/// <summary>The caller's position.</summary>
/// <param name="Lat">WGS 84 degrees.</param>
/// <param name="Lng">WGS 84 degrees.</param>
/// <param name="Accuracy">The position's uncertainty, in metres.</param>
internal sealed record ArrivalRequest([Range(-90d, 90d)] double Lat, [Range(-180d, 180d)] double Lng, [Range(0d, 100_000d)] double Accuracy)
    : IHasExample<ArrivalRequest>
{
    public static ArrivalRequest Example => new(25.0806, 55.1404, 12);
}

/// <summary>The caller's arrival.</summary>
/// <param name="Registration">The registration, now checked_in.</param>
/// <param name="CheckedInAt">When the caller arrived.</param>
/// <param name="Method">geofence, or ticket if the ticket was scanned before.</param>
internal sealed record ArrivalView(RegistrationView Registration, DateTimeOffset CheckedInAt, string Method) : IHasExample<ArrivalView>
{
    public static ArrivalView Example =>
        new(
            RegistrationView.Example with
            {
                Status = RegistrationStatus.CheckedIn,
            },
            new DateTimeOffset(2026, 12, 4, 14, 52, 0, TimeSpan.Zero),
            "geofence"
        );

    public static ArrivalView Of(Registration registration) =>
        new(
            RegistrationView.Of(registration, waitlistPosition: null, RefundOffer.None),
            registration.CheckedInAt!.Value,
            registration.ArrivalMethod!
        );
}
