using Community.Companion.Data;
using Community.People;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Registrations;

/// <summary>Applies the events service's registrations, so that a person is not pointed to an event that they are registered for.</summary>
internal static class RegistrationProjection
{
    public static async Task ApplyRegistrationAsync(this CompanionDb db, Guid id, long version, Guid eventId, Guid userId, bool isConfirmed)
    {
        if (!await db.HoldAsync(userId))
        {
            return;
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO registrations (id, version, event_id, user_id, is_confirmed) VALUES ({id}, {version}, {eventId}, {userId}, {isConfirmed})
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, is_confirmed = excluded.is_confirmed
            WHERE registrations.version < excluded.version
            """
        );
    }
}
