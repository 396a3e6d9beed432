using System.Text.Json;
using Community.Contracts.Events;
using Community.Messaging.Data;
using Community.Platform.Http.Json;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.EventChats;

/// <summary>An event as the events service published it.</summary>
internal sealed class KnownEvent
{
    public required Guid Id { get; init; }

    public required long Version { get; init; }

    public required Guid OrganizerId { get; init; }

    public required string Name { get; init; }

    public bool IsCancelled { get; init; }
}

/// <summary>Applies the events service's integration events of events and registrations; the newest version of each counts.</summary>
internal static class EventProjection
{
    public static async Task ApplySnapshotAsync(this MessagingDb db, EventSnapshot snapshot)
    {
        await db.ApplyEventAsync(snapshot.CommunityEventId, snapshot.Version, snapshot.OrganizerId, snapshot.Name);
        if (snapshot.EndsAt is { } endsAt)
        {
            await db.ApplyWhereaboutsAsync(
                snapshot.CommunityEventId,
                snapshot.Version,
                new(
                    snapshot.StartsAt,
                    endsAt,
                    snapshot.TimeZone,
                    snapshot.City,
                    snapshot.LocationName,
                    snapshot.LocationAddress,
                    snapshot.Latitude,
                    snapshot.Longitude
                )
            );
        }

        if (snapshot.IsCancelled)
        {
            await db.ApplyCancellationAsync(snapshot.CommunityEventId, snapshot.OrganizerId, snapshot.CancelReason);
        }
    }

    /// <summary>Applies an event's name and organizer. Notifications that were made before the name was known here get it now.</summary>
    public static Task ApplyEventAsync(this MessagingDb db, Guid id, long version, Guid organizerId, string name) =>
        db.Database.ExecuteSqlAsync(
            $"""
            WITH applied AS (
                INSERT INTO events (id, version, organizer_id, name) VALUES ({id}, {version}, {organizerId}, {name})
                ON CONFLICT (id) DO UPDATE SET version = excluded.version, organizer_id = excluded.organizer_id, name = excluded.name
                WHERE events.version < excluded.version
                RETURNING id)
            UPDATE notifications SET place = {name} FROM applied WHERE target_type = 'event' AND target_id = applied.id AND place IS NULL
            """
        );

    /// <summary>Writes when and where an event is, if the version is newer than the known one.</summary>
    /// <returns>The values known before; null if the version is old, if nothing was known, or if the event is cancelled.</returns>
    /// <remarks>After <see cref="ApplyEventAsync"/>, which writes the row.</remarks>
    public static async Task<Whereabouts?> ApplyWhereaboutsAsync(this MessagingDb db, Guid id, long version, Whereabouts known)
    {
        known = known.AsKept();
        var former = await db
            .Database.SqlQuery<FormerWhereabouts>(
                $"""
                WITH former AS (SELECT * FROM events WHERE id = {id} AND place_version < {version} FOR UPDATE)
                UPDATE events e SET place_version = {version}, starts_at = {known.StartsAt}, ends_at = {known.EndsAt},
                    time_zone = {known.TimeZone}, city = {known.City}, location_name = {known.LocationName}, location_address = {known.LocationAddress},
                    latitude = {known.Latitude}, longitude = {known.Longitude}
                FROM former WHERE e.id = former.id
                RETURNING former.starts_at, former.ends_at, former.time_zone, former.city,
                    former.location_name, former.location_address, former.latitude, former.longitude,
                    former.place_version > 0 AS is_venue_known, former.is_cancelled
                """
            )
            .ToListAsync();
        return former is [{ IsCancelled: false, StartsAt: { } startsAt, EndsAt: { } endsAt } was]
            ? was.IsVenueKnown
                ? new(startsAt, endsAt, was.TimeZone, was.City, was.LocationName, was.LocationAddress, was.Latitude, was.Longitude)
                : known with
                {
                    StartsAt = startsAt,
                    EndsAt = endsAt,
                    City = was.City,
                }
            : null;
    }

    /// <summary>Keeps an event's last move for registrations that become known later.</summary>
    /// <remarks>After <see cref="ApplyWhereaboutsAsync"/>, which locks the row.</remarks>
    public static Task KeepMoveAsync(this MessagingDb db, Guid id, EventMove move) =>
        db.Database.ExecuteSqlAsync(
            $"UPDATE events SET move = {JsonSerializer.Serialize(move, ServiceJson.Options)}::jsonb WHERE id = {id}"
        );

    /// <summary>
    /// The move of the event that a confirmed registration has missed: it is older than the move, and was not known when the registered
    /// users were notified. The lock orders this transaction before that of a move, which then finds the registration, or after it.
    /// </summary>
    public static async Task<EventMove?> MissedMoveAsync(this MessagingDb db, Guid id, Guid registrationId, DateTimeOffset registeredAt)
    {
        var moves = await db
            .Database.SqlQuery<string?>(
                $"""
                SELECT move::text AS "Value" FROM events
                WHERE id = {id} AND EXISTS (SELECT FROM registrations WHERE id = {registrationId} AND is_confirmed) FOR SHARE
                """
            )
            .ToListAsync();
        return
            moves is [{ } json]
            && JsonSerializer.Deserialize<EventMove>(json, ServiceJson.Options) is { } move
            && registeredAt < move.MovedAt
            ? move
            : null;
    }

    /// <summary>The users with a confirmed registration.</summary>
    public static Task<List<Guid>> RegisteredAsync(this MessagingDb db, Guid eventId) =>
        db
            .Database.SqlQuery<Guid>($"""SELECT user_id AS "Value" FROM registrations WHERE event_id = {eventId} AND is_confirmed""")
            .ToListAsync();

    /// <summary>
    /// A cancelled event stays cancelled, and its registered users can still talk in its chat. The row of an event that is not known yet
    /// gets version 0, so that the name that comes later is taken.
    /// </summary>
    public static Task ApplyCancellationAsync(this MessagingDb db, Guid id, Guid organizerId, string? reason) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO events (id, version, organizer_id, name, is_cancelled, cancel_reason) VALUES ({id}, 0, {organizerId}, '', true, {reason})
            ON CONFLICT (id) DO UPDATE SET is_cancelled = true, cancel_reason = coalesce(events.cancel_reason, excluded.cancel_reason)
            """
        );

    public static Task ApplyRegistrationAsync(this MessagingDb db, Guid id, Guid eventId, Guid userId, long version, bool isConfirmed) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO registrations (id, event_id, user_id, version, is_confirmed)
            SELECT {id}, {eventId}, {userId}, {version}, {isConfirmed} WHERE NOT EXISTS (SELECT FROM people WHERE id = {userId} AND is_erased)
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, is_confirmed = excluded.is_confirmed
            WHERE registrations.version < excluded.version
            """
        );
}

/// <summary>A row of an event before a change.</summary>
internal sealed record FormerWhereabouts(
    DateTimeOffset? StartsAt,
    DateTimeOffset? EndsAt,
    string? TimeZone,
    string? City,
    string? LocationName,
    string? LocationAddress,
    double? Latitude,
    double? Longitude,
    bool IsVenueKnown,
    bool IsCancelled
);
