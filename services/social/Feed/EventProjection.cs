using Community.Contracts.Events;
using Community.People;
using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Feed;

/// <summary>
/// Writes integration events of the events service: events, registrations, and the activities about both. Newer versions win and final
/// states stay, so that any order and any number of deliveries give the same rows.
/// </summary>
internal static class EventProjection
{
    public static async Task ApplySnapshotAsync(this SocialDb db, EventSnapshot snapshot)
    {
        await db.ApplyEventAsync(
            snapshot.CommunityEventId,
            snapshot.Version,
            snapshot.OrganizerId,
            snapshot.Name,
            snapshot.Visibility,
            snapshot.StartsAt
        );
        if (snapshot.IsCancelled)
        {
            await db.ApplyEventCancelledAsync(snapshot.CommunityEventId);
        }

        if (snapshot.IsRemoved)
        {
            await ContentActivities.RemoveAsync(db, "event", snapshot.CommunityEventId);
        }

        await db.RecordEventCreatedAsync(snapshot.CommunityEventId, snapshot.OrganizerId, snapshot.PublishedAt);
    }

    public static async Task ApplyEventAsync(
        this SocialDb db,
        Guid id,
        long version,
        Guid organizerId,
        string name,
        string visibility,
        DateTimeOffset startsAt
    )
    {
        Guid? organizer = await db.HoldAsync(organizerId) ? organizerId : null;
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO events (id, version, organizer_id, name, visibility, starts_at)
            VALUES ({id}, {version}, {organizer}, {name}, {visibility}, {startsAt.ToUniversalTime()})
            ON CONFLICT (id) DO UPDATE SET
                version = excluded.version, organizer_id = excluded.organizer_id, name = excluded.name, visibility = excluded.visibility,
                starts_at = excluded.starts_at
            WHERE events.version < excluded.version
            """
        );
    }

    /// <summary>Final: a cancelled event stays cancelled.</summary>
    public static Task ApplyEventCancelledAsync(this SocialDb db, Guid id) =>
        db.Database.ExecuteSqlAsync(
            $"INSERT INTO events (id, is_cancelled) VALUES ({id}, true) ON CONFLICT (id) DO UPDATE SET is_cancelled = true WHERE NOT events.is_cancelled"
        );

    public static async Task RecordEventCreatedAsync(this SocialDb db, Guid id, Guid organizerId, DateTimeOffset publishedAt)
    {
        if (await db.HoldAsync(organizerId))
        {
            await db.RecordAsync(
                new Activity
                {
                    Id = Guid.CreateVersion7(publishedAt),
                    ActorId = organizerId,
                    Kind = ActivityKind.EventCreated,
                    OccurredAt = publishedAt,
                    EventId = id,
                    SourceId = id,
                }
            );
        }
    }

    /// <summary>
    /// A registration can be confirmed again after its end (a payment that came too late): the newest version of the two counts.
    /// </summary>
    public static async Task ApplyRsvpConfirmedAsync(this SocialDb db, Guid id, long version, Guid eventId, Guid userId, DateTimeOffset at)
    {
        if (!await db.HoldAsync(userId))
        {
            return;
        }

        var goes = await db
            .Database.SqlQuery<bool>(
                $"""
                INSERT INTO rsvps (id, event_id, user_id, confirmed_version) VALUES ({id}, {eventId}, {userId}, {version})
                ON CONFLICT (id) DO UPDATE SET confirmed_version = excluded.confirmed_version WHERE rsvps.confirmed_version < excluded.confirmed_version
                RETURNING confirmed_version > ended_version AS "Value"
                """
            )
            .ToListAsync();
        if (goes is [true])
        {
            await db.ForgetActivitiesAsync(id);
            await db.RecordAsync(
                new Activity
                {
                    Id = Guid.CreateVersion7(at),
                    ActorId = userId,
                    Kind = ActivityKind.Rsvp,
                    OccurredAt = at,
                    EventId = eventId,
                    SourceId = id,
                }
            );
        }
    }

    public static async Task ApplyRsvpEndedAsync(this SocialDb db, Guid id, long version, Guid eventId, Guid userId)
    {
        if (!await db.HoldAsync(userId))
        {
            return;
        }

        var isOver = await db
            .Database.SqlQuery<bool>(
                $"""
                INSERT INTO rsvps (id, event_id, user_id, ended_version) VALUES ({id}, {eventId}, {userId}, {version})
                ON CONFLICT (id) DO UPDATE SET ended_version = excluded.ended_version WHERE rsvps.ended_version < excluded.ended_version
                RETURNING ended_version > confirmed_version AS "Value"
                """
            )
            .ToListAsync();
        if (isOver is [true])
        {
            await db.ForgetActivitiesAsync(id);
        }
    }

    public static async Task ApplyArrivalAsync(this SocialDb db, Guid id, Guid eventId, Guid userId)
    {
        if (await db.HoldAsync(userId))
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO rsvps (id, event_id, user_id, has_arrived) VALUES ({id}, {eventId}, {userId}, true)
                ON CONFLICT (id) DO UPDATE SET has_arrived = true WHERE NOT rsvps.has_arrived
                """
            );
        }
    }
}
