using Community.Companion.Data;
using Community.Contracts.Events;
using Community.People;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Meaning;

/// <summary>
/// Applies the events service's integration events, and moderators' decisions. The newest of each counts and a cancellation is final,
/// so that any order and any number of deliveries end in the same rows.
/// </summary>
internal static class EventProjection
{
    public static async Task ApplySnapshotAsync(this CompanionDb db, EventSnapshot snapshot)
    {
        if (snapshot.IsCancelled)
        {
            await db.ApplyEventCancelledAsync(snapshot.CommunityEventId);
        }

        if (snapshot.IsRemoved)
        {
            // Older than any decision from the bus.
            await db.ApplyEventRemovalAsync(snapshot.CommunityEventId, 1, isRemoved: true);
        }

        await db.ApplyEventAsync(
            snapshot.CommunityEventId,
            snapshot.Version,
            snapshot.OrganizerId,
            new(
                snapshot.Name,
                snapshot.EventType,
                snapshot.Category,
                snapshot.Region,
                snapshot.City,
                snapshot.StartsAt,
                snapshot.EndsAt ?? snapshot.StartsAt,
                snapshot.Visibility,
                snapshot.Description
            )
        );
    }

    public static async Task ApplyEventAsync(this CompanionDb db, Guid id, long version, Guid organizerId, EventFields fields)
    {
        Guid? organizer = await db.HoldAsync(organizerId) ? organizerId : null;
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO events (id, version, organizer_id, name, event_type, category, region, city, starts_at, ends_at, visibility, description)
            VALUES ({id}, {version}, {organizer}, {fields.Name}, {fields.EventType}, {fields.Category}, {fields.Region}, {fields.City},
                {fields.StartsAt.ToUniversalTime()}, {fields.EndsAt.ToUniversalTime()}, {fields.Visibility},
                {fields.Description})
            ON CONFLICT (id) DO UPDATE SET
                version = excluded.version, organizer_id = excluded.organizer_id, name = excluded.name, event_type = excluded.event_type,
                category = excluded.category, region = excluded.region, city = excluded.city, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
                visibility = excluded.visibility, description = excluded.description
            WHERE events.version < excluded.version
            """
        );
        await db.RefreshEventMeaningAsync(id);
    }

    /// <summary>Final: a cancelled event never takes place.</summary>
    public static async Task ApplyEventCancelledAsync(this CompanionDb db, Guid id)
    {
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO events (id, is_cancelled) VALUES ({id}, true) ON CONFLICT (id) DO UPDATE SET is_cancelled = true"
        );
        await db.RemoveMeaningAsync(MeaningKind.Event, id);
    }

    /// <summary>Applies a moderators' decision.</summary>
    /// <param name="version">The version of the moderators' case, which rises with removals and restorations alike.</param>
    /// <param name="isRemoved">Whether it is removed.</param>
    public static async Task ApplyEventRemovalAsync(this CompanionDb db, Guid id, long version, bool isRemoved)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO events (id, removal_version, is_removed) VALUES ({id}, {version}, {isRemoved})
            ON CONFLICT (id) DO UPDATE SET removal_version = excluded.removal_version, is_removed = excluded.is_removed
            WHERE events.removal_version < excluded.removal_version
            """
        );
        await db.RefreshEventMeaningAsync(id);
    }

    /// <summary>Works in the transaction that holds the event's row.</summary>
    private static async Task RefreshEventMeaningAsync(this CompanionDb db, Guid id)
    {
        var e = await db
            .Database.SqlQuery<EventWords>(
                $"""
                SELECT name, event_type, category, region, city, ends_at,
                    visibility, description, version > 0 AND NOT is_cancelled AND NOT is_removed AS is_listed
                FROM events WHERE id = {id}
                """
            )
            .SingleAsync();
        if (e.IsListed)
        {
            await db.SetMeaningAsync(
                new(
                    MeaningKind.Event,
                    id,
                    e.Name!,
                    e.Description ?? string.Join(", ", new[] { e.EventType, e.Category, e.City ?? e.Region }.OfType<string>()),
                    MeaningText.Of(e.Description, e.EventType, e.Category, e.City, e.Region)
                )
                {
                    IsPublic = e.Visibility == "public",
                    EndsAt = e.EndsAt,
                }
            );
        }
        else
        {
            await db.RemoveMeaningAsync(MeaningKind.Event, id);
        }
    }

    private sealed record EventWords(
        string? Name,
        string? EventType,
        string? Category,
        string? Region,
        string? City,
        DateTimeOffset? EndsAt,
        string? Visibility,
        string? Description,
        bool IsListed
    );
}

/// <summary>A published event's own fields.</summary>
internal sealed record EventFields(
    string Name,
    string? EventType,
    string? Category,
    string? Region,
    string? City,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string Visibility,
    string? Description
);
