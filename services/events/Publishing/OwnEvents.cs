using Community.Contracts.Events;
using Community.Events.Data;
using Community.Events.Mails;
using Community.Events.Registrations;
using Community.Platform.Data;
using Community.Platform.Http.Localization;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Publishing;

/// <summary>The first and last steps of every change to the caller's own event.</summary>
internal static class OwnEvents
{
    private const int MostTerms = 500;
    private static readonly TimeSpan Gathered = TimeSpan.FromMinutes(1);

    /// <summary>The caller's own event, locked until the transaction ends.</summary>
    /// <exception cref="ProblemException">404 if the caller may not know of the event, 403 if it has another organizer.</exception>
    public static async Task<CommunityEvent> LockOwnOrRefuseAsync(this EventsDb db, Guid id, Guid caller)
    {
        var (own, exists) = await db.LockOwnAsync(id, caller);
        return own
            ?? throw (
                exists
                    ? Problem.Forbidden("This event belongs to another organizer. Only its organizer can do this.")
                    : (ProblemResult)NoSuchEvent()
            ).ToException();
    }

    /// <summary>
    /// Locks the seats before the event itself, for changes that also change its seats. Every writer locks the seats first, so that
    /// deadlocks are impossible.
    /// </summary>
    public static Task LockSeatsAsync(this EventsDb db, Guid id) =>
        db.Database.ExecuteSqlAsync($"SELECT FROM event_seats WHERE event_id = {id} FOR UPDATE");

    /// <summary>The same for the organizer's own event; the seats of another one are not locked.</summary>
    public static Task LockOwnSeatsAsync(this EventsDb db, Guid id, Guid organizer) =>
        db.Database.ExecuteSqlAsync(
            $"""
            SELECT FROM event_seats
            WHERE event_id = {id} AND EXISTS (SELECT FROM events WHERE id = {id} AND organizer_id = {organizer}) FOR UPDATE
            """
        );

    public static NotFoundProblem NoSuchEvent() => Problem.NotFound("There is no such event.");

    /// <summary>Refuses changes of an event that is over, cancelled or taken down.</summary>
    public static void RequireChangeable(this CommunityEvent e, DateTimeOffset now)
    {
        if (e.Status == EventStatus.Cancelled)
        {
            throw Problem.Conflict("This event was cancelled and cannot be changed.", "event_cancelled").ToException();
        }

        if (e.RemovedAt is not null)
        {
            throw Problem
                .Conflict("A moderator removed this event. You can appeal the decision in your moderation decisions.", "event_removed")
                .ToException();
        }

        e.RequireNotOver(now);
    }

    /// <summary>Refuses changes of a published event that is over. A draft whose time has passed can get another time.</summary>
    public static void RequireNotOver(this CommunityEvent e, DateTimeOffset now)
    {
        if (e.Status == EventStatus.Published && e.EndsAt <= now)
        {
            throw Problem.Conflict("This event is over and cannot be changed.", "event_over").ToException();
        }
    }

    /// <summary>Marks a change, and publishes it if other services know the event.</summary>
    public static void Changed(this EventsDb db, CommunityEvent e, DateTimeOffset now)
    {
        e.Version++;
        e.UpdatedAt = now.AsKept();
        if (e.Status == EventStatus.Published)
        {
            db.Publish(
                new EventUpdated(
                    Guid.CreateVersion7(now),
                    now,
                    e.Id,
                    e.Version,
                    e.OrganizerId,
                    e.Name,
                    e.EventType,
                    e.Category,
                    e.Region,
                    e.LocationCity,
                    e.StartsAt,
                    e.EndsAt,
                    e.TimeZone,
                    e.Visibility,
                    e.Description,
                    e.LocationName,
                    e.LocationAddress,
                    e.Latitude,
                    e.Longitude
                )
            );
        }
    }

    /// <summary>Limits the changes of time and place: every one of them is stored for the refunds of earlier buyers.</summary>
    /// <exception cref="ProblemException">409 <c>too_many_changes</c>.</exception>
    public static async Task RefuseEndlessChangesAsync(this EventsDb db, Guid id)
    {
        var last = await db.Database.SqlQuery<int?>($"SELECT max(seq) AS \"Value\" FROM event_terms WHERE event_id = {id}").SingleAsync();
        if (last > MostTerms)
        {
            throw Problem
                .Conflict(
                    $"The time, place or refund rule of this event has changed {MostTerms} times. Cancel it and create another one.",
                    "too_many_changes"
                )
                .ToException();
        }
    }

    /// <summary>
    /// Notifies every user with a seat or on the waitlist that the event has another time or place, within about a minute. The changes of
    /// this time are one mail, which compares the last state with the first. Runs under the lock of its seats.
    /// </summary>
    public static async Task NotifyOfChangeAsync(
        this EventsDb db,
        Guid id,
        DateTimeOffset wasStartsAt,
        DateTimeOffset wasEndsAt,
        string? wasPlace,
        DateTimeOffset now
    )
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            -- The locks make a mail that is being written end first: then it is one about the state before, and this change needs another one.
            WITH waiting AS (
                SELECT registration_id FROM mail_notices WHERE event_id = {id} AND kind = {MailKind.Changed} AND done_at IS NULL FOR UPDATE
            )
            INSERT INTO mail_notices (id, user_id, event_id, registration_id, kind, language, was_starts_at, was_ends_at, was_place, created_at, next_at)
            SELECT gen_random_uuid(), user_id, event_id, id, {MailKind.Changed}, coalesce(language, {TextLanguage.English}), {wasStartsAt}, {wasEndsAt}, {wasPlace}, {now}, {now
                + Gathered}
            FROM registrations WHERE event_id = {id} AND status IN ('pending', 'confirmed', 'waitlisted')
                AND NOT EXISTS (SELECT FROM waiting WHERE waiting.registration_id = registrations.id)
            """
        );
    }

    /// <summary>Publishes a draft.</summary>
    /// <exception cref="ProblemException">It may not be sold (<see cref="SaleRules.RequireSellableAsync"/>).</exception>
    public static async Task MakePublishedAsync(this EventsDb db, CommunityEvent e, DateTimeOffset now)
    {
        await db.RequireSellableAsync(e);
        e.Status = EventStatus.Published;
        e.PublishedAt = e.UpdatedAt = now.AsKept();
        db.Publish(
            new EventPublished(
                Guid.CreateVersion7(now),
                now,
                e.Id,
                e.Version,
                e.OrganizerId,
                e.Name,
                e.EventType,
                e.Category,
                e.Region,
                e.LocationCity,
                e.StartsAt,
                e.EndsAt,
                e.TimeZone,
                e.Visibility,
                e.Description,
                e.LocationName,
                e.LocationAddress,
                e.Latitude,
                e.Longitude
            )
        );
    }

    public static void PublishCancelled(this EventsDb db, CommunityEvent e, DateTimeOffset now) =>
        db.Publish(new EventCancelled(Guid.CreateVersion7(now), now, e.Id, e.Version, e.OrganizerId, e.CancelReason));

    /// <summary>The event for its organizer; an organizer has no registration.</summary>
    public static async Task<EventView> ViewAsync(this EventsDb db, CommunityEvent e) =>
        EventView.Of(
            e,
            await db.Seats.AsNoTracking().SingleAsync(seats => seats.EventId == e.Id),
            OrganizerView.Of(await db.People.AsNoTracking().SingleOrDefaultAsync(person => person.Id == e.OrganizerId)),
            myStatus: null
        );

    /// <summary>Changes the number of seats, by a seat command like every other change of seats.</summary>
    /// <returns>Whether there was a change.</returns>
    /// <exception cref="ProblemException">409: more are taken.</exception>
    public static async Task<bool> ChangeCapacityAsync(this EventsDb db, SeatStore seats, Guid id, int? capacity)
    {
        var results = await seats.ApplyAsync(db, id, new ChangeCapacity(capacity));
        return results[0].Outcome switch
        {
            SeatOutcome.BelowTaken => throw Problem
                .Conflict("More people are registered than max_attendees would allow. Choose a higher number.", "capacity_below_taken")
                .ToException(),
            var outcome => outcome == SeatOutcome.Done,
        };
    }
}
