using Community.Events.Data;
using Community.People;
using Community.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.People;

/// <summary>The columns of <c>people</c> that this service has of its own, and the events that depend on it.</summary>
internal static class PeopleColumns
{
    /// <summary>The table <c>people</c>.</summary>
    public static PeopleTable Table { get; } =
        new(new PersonColumn("is_verified", Erased: "false"))
        {
            SuspensionWritten = HideEventsAsync,
            SnapshotWritten = (db, person) => person.IsVerified ? ((EventsDb)db).ApplyVerificationAsync(person.UserId) : Task.CompletedTask,
        };

    /// <summary>A user has verified an address. It needs no version, because a verification is never taken back.</summary>
    public static Task ApplyVerificationAsync(this EventsDb db, Guid id) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO people (id, is_verified) VALUES ({id}, true)
            ON CONFLICT (id) DO UPDATE SET is_verified = true WHERE NOT people.is_erased AND NOT people.is_verified
            """
        );

    /// <summary>Organizers whose suspensions have expired while their events are still hidden.</summary>
    public static Task<List<Guid>> ExpiredSuspensionsAsync(this EventsDb db, DateTimeOffset now) =>
        db
            .Database.SqlQuery<Guid>(
                $"""
                SELECT id AS "Value" FROM people WHERE is_suspended AND suspended_until <= {now}
                    AND EXISTS (SELECT FROM events WHERE events.organizer_id = people.id AND events.organizer_hidden)
                ORDER BY id
                """
            )
            .ToListAsync();

    /// <summary>
    /// Makes the events of an organizer visible whose suspension has expired. Their row is locked, so that a new suspension comes before
    /// this or after it.
    /// </summary>
    public static async Task ApplySuspensionEndAsync(this EventsDb db, Guid organizer, DateTimeOffset now)
    {
        var expired = await db
            .Database.SqlQuery<Guid>(
                $"""
                SELECT id AS "Value" FROM people WHERE id = {organizer} AND is_suspended AND suspended_until <= {now} FOR SHARE
                """
            )
            .ToListAsync();
        if (expired.Count > 0)
        {
            await HideEventsAsync(db, organizer, isHidden: false);
        }
    }

    /// <summary>Locks the seats of an organizer's hidden events that are not over, in the order of the events' ids.</summary>
    /// <returns>The events.</returns>
    public static Task<List<Guid>> LockHiddenSeatsAsync(this EventsDb db, Guid organizer, DateTimeOffset now) =>
        db
            .Database.SqlQuery<Guid>(
                $"""
                SELECT event_seats.event_id AS "Value" FROM event_seats JOIN events ON events.id = event_seats.event_id
                WHERE events.organizer_id = {organizer} AND events.organizer_hidden AND events.ends_at > {now}
                ORDER BY event_seats.event_id FOR UPDATE OF event_seats
                """
            )
            .ToListAsync();

    /// <summary>While an organizer is suspended, their events are hidden from all other users.</summary>
    private static Task<int> HideEventsAsync(ServiceDbContext db, Guid organizer, bool isHidden) =>
        db.Database.ExecuteSqlAsync(
            $"UPDATE events SET organizer_hidden = {isHidden} WHERE organizer_id = {organizer} AND organizer_hidden <> {isHidden}"
        );
}
