using Community.Contracts.Identity;
using Community.Contracts.Social;
using Community.Messaging.Data;
using Community.Messaging.Erasure;
using Community.People;
using Community.Platform.Access.Fleet;
using Community.Platform.Bus;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.People;

/// <summary>
/// Applies identity's events to <c>people</c>. Each facet (profile, status) has a version of its own and only takes newer versions, so that
/// any order and any number of deliveries end in the same rows. Erasure is final.
/// </summary>
internal static class PeopleProjection
{
    public static void AddPeopleConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenUserRegistered>();
        bus.AddConsumer<WhenUserProfileUpdated>();
        bus.AddConsumer<WhenUserSuspended>();
        bus.AddConsumer<WhenUserBlocked>();
        bus.AddConsumer<WhenUserUnblocked>();
        bus.AddConsumer<WhenUserErased>();
    }

    public static IServiceCollection AddPeople(this IServiceCollection services) =>
        services.AddOwnerClient("social", "events").AddSingleton<PeopleNames>().AddScoped<Actors>();

    /// <summary>Backfills accounts from before these consumers had queues.</summary>
    public static WebApplicationBuilder AddPeopleBackfill(this WebApplicationBuilder builder) =>
        builder
            .AddPeople<MessagingDb>((db, person) => db.ApplySnapshotAsync(person))
            .AddBackfill<MessagingDb, BlockSnapshot>(
                "blocks",
                "social",
                "/internal/blocks",
                (db, block) => db.ApplyBlockAsync(block.BlockerId, block.BlockedId, block.Version, isBlocked: true)
            );

    public static async Task ApplySnapshotAsync(this MessagingDb db, PersonSnapshot person)
    {
        if (person.Profile is null)
        {
            await db.ApplyErasureAsync(person.UserId);
            return;
        }

        await db.ApplyProfileAsync(person.UserId, person.Version, person.Profile, person.IsGuest);
        await db.ApplySuspensionAsync(person.UserId, person.Version, person.IsSuspended, person.SuspendedUntil);
    }

    public static Task ApplyProfileAsync(this MessagingDb db, Guid id, long version, UserProfile profile, bool isGuest) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO people (id, profile_version, username, username_key, full_name, picture_url, is_guest)
            VALUES ({id}, {version}, {profile.Username}, {profile.Username.ToLowerInvariant()}, {profile.FullName}, {profile.PictureUrl}, {isGuest})
            ON CONFLICT (id) DO UPDATE SET
                profile_version = excluded.profile_version, username = excluded.username, username_key = excluded.username_key,
                full_name = excluded.full_name, picture_url = excluded.picture_url, is_guest = excluded.is_guest
            WHERE people.profile_version < excluded.profile_version AND NOT people.is_erased
            """
        );

    /// <summary>Leaves a tombstone of the person: the id, so that a late integration event does not bring the person back.</summary>
    public static Task ApplyErasureAsync(this MessagingDb db, Guid id) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO people (id, is_erased) VALUES ({id}, true)
            ON CONFLICT (id) DO UPDATE SET
                is_erased = true, profile_version = 0, status_version = 0, username = NULL, username_key = NULL, full_name = NULL,
                picture_url = NULL, is_guest = false, is_suspended = false, suspended_until = NULL, muted_until = NULL
            """
        );

    public static Task ApplyBlockAsync(this MessagingDb db, Guid blocker, Guid blocked, long version, bool isBlocked) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO blocks (blocker_id, blocked_id, version, is_blocked)
            SELECT {blocker}, {blocked}, {version}, {isBlocked} WHERE NOT EXISTS (SELECT FROM people WHERE id IN ({blocker}, {blocked}) AND is_erased)
            ON CONFLICT (blocker_id, blocked_id) DO UPDATE SET version = excluded.version, is_blocked = excluded.is_blocked
            WHERE blocks.version < excluded.version
            """
        );
}
