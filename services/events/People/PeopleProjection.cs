using Community.Contracts.Identity;
using Community.Contracts.Social;
using Community.Events.Data;
using Community.Platform.Bus;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.People;

/// <summary>
/// Writes identity's integration events into <c>people</c>. Each facet (profile, status) has its own version and takes only newer data, so
/// that any order and any number of deliveries give the same rows. Erasure is final.
/// </summary>
internal static class PeopleProjection
{
    public static void AddPeopleConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenUserRegistered>();
        bus.AddConsumer<WhenUserProfileUpdated>();
        bus.AddConsumer<WhenUserSuspended>();
        bus.AddConsumer<WhenUserVerified>();
        bus.AddConsumer<WhenUserBlocked>();
        bus.AddConsumer<WhenUserUnblocked>();
    }

    public static IServiceCollection AddPeople(this IServiceCollection services) => services.AddHostedService<SuspensionEnds>();

    /// <summary>Reads the accounts and blocks from before these consumers had queues.</summary>
    public static void AddPeopleBackfill(this WebApplicationBuilder builder) =>
        builder
            .AddBackfill<EventsDb, PersonSnapshot>("people", "identity", "/internal/people", (db, person) => db.ApplySnapshotAsync(person))
            .AddBackfill<EventsDb, BlockSnapshot>(
                "blocks",
                "social",
                "/internal/blocks",
                (db, block) => db.ApplyBlockAsync(block.BlockerId, block.BlockedId, block.Version, isBlocked: true)
            );

    private static async Task ApplySnapshotAsync(this EventsDb db, PersonSnapshot person)
    {
        if (person.Profile is null)
        {
            await db.ApplyErasureAsync(person.UserId);
            return;
        }

        await db.ApplyProfileAsync(person.UserId, person.Version, person.Profile);
        await db.ApplySuspensionAsync(person.UserId, person.Version, person.IsSuspended, person.SuspendedUntil);
        if (person.IsVerified)
        {
            await db.ApplyVerificationAsync(person.UserId);
        }
    }

    public static Task ApplyProfileAsync(this EventsDb db, Guid id, long version, UserProfile profile) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO people (id, profile_version, username, full_name, picture_url)
            VALUES ({id}, {version}, {profile.Username}, {profile.FullName}, {profile.PictureUrl})
            ON CONFLICT (id) DO UPDATE SET
                profile_version = excluded.profile_version, username = excluded.username, full_name = excluded.full_name,
                picture_url = excluded.picture_url
            WHERE people.profile_version < excluded.profile_version AND NOT people.is_erased
            """
        );

    /// <summary>A user has verified an address. It needs no version, because a verification is never taken back.</summary>
    public static Task ApplyVerificationAsync(this EventsDb db, Guid id) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO people (id, is_verified) VALUES ({id}, true)
            ON CONFLICT (id) DO UPDATE SET is_verified = true WHERE NOT people.is_erased AND NOT people.is_verified
            """
        );

    /// <summary>While an organizer is suspended, their events are hidden from all other users.</summary>
    public static Task ApplySuspensionAsync(this EventsDb db, Guid id, long version, bool isSuspended, DateTimeOffset? until) =>
        db.Database.ExecuteSqlAsync(
            $"""
            WITH applied AS (
                INSERT INTO people (id, status_version, is_suspended, suspended_until)
                VALUES ({id}, {version}, {isSuspended}, {until?.ToUniversalTime()})
                ON CONFLICT (id) DO UPDATE SET
                    status_version = excluded.status_version, is_suspended = excluded.is_suspended, suspended_until = excluded.suspended_until
                WHERE people.status_version < excluded.status_version AND NOT people.is_erased
                RETURNING id, is_suspended)
            UPDATE events SET organizer_hidden = applied.is_suspended FROM applied
            WHERE events.organizer_id = applied.id AND events.organizer_hidden <> applied.is_suspended
            """
        );

    /// <summary>Ends expired suspensions, so that these users' events are visible again.</summary>
    public static Task ApplySuspensionEndsAsync(this EventsDb db, DateTimeOffset now) =>
        db.Database.ExecuteSqlAsync(
            $"""
            UPDATE events SET organizer_hidden = false FROM people
            WHERE people.is_suspended AND people.suspended_until <= {now}
                AND events.organizer_id = people.id AND events.organizer_hidden
            """
        );

    /// <summary>Leaves a tombstone with the user's id, so that a late integration event does not create the user again.</summary>
    public static Task ApplyErasureAsync(this EventsDb db, Guid id) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO people (id, is_erased) VALUES ({id}, true)
            ON CONFLICT (id) DO UPDATE SET
                is_erased = true, profile_version = 0, status_version = 0, username = NULL, full_name = NULL, picture_url = NULL,
                is_suspended = false, suspended_until = NULL, is_verified = false
            """
        );
}
