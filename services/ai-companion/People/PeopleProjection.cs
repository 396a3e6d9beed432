using Community.Companion.Data;
using Community.Companion.Meaning;
using Community.Contracts.Identity;
using Community.People;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.People;

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
    }

    public static void AddPeople(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<Actors>();
        builder.AddPeople<CompanionDb>((db, person) => db.ApplySnapshotAsync(person));
    }

    public static async Task ApplySnapshotAsync(this CompanionDb db, PersonSnapshot person)
    {
        if (person.Profile is null)
        {
            await db.ApplyErasureAsync(person.UserId);
            return;
        }

        await db.ApplyProfileAsync(person.UserId, person.Version, person.Profile, person.IsGuest);
        await db.ApplySuspensionAsync(person.UserId, person.Version, person.IsSuspended, person.SuspendedUntil);
    }

    public static async Task ApplyProfileAsync(this CompanionDb db, Guid id, long version, UserProfile profile, bool isGuest)
    {
        var applied = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO people (
                id, profile_version, username, full_name, bio, location, region, city, age, gender,
                interests, identity_badge, picture_url, created_at, is_guest)
            VALUES (
                {id}, {version}, {profile.Username}, {profile.FullName}, {profile.Bio}, {profile.Location}, {profile.Region},
                {profile.City}, {profile.Age}, {profile.Gender}, {profile.Interests.ToArray()}, {profile.IdentityBadge},
                {profile.PictureUrl}, {profile.CreatedAt.ToUniversalTime()}, {isGuest})
            ON CONFLICT (id) DO UPDATE SET
                profile_version = excluded.profile_version, username = excluded.username, full_name = excluded.full_name,
                bio = excluded.bio, location = excluded.location, region = excluded.region, city = excluded.city,
                age = excluded.age, gender = excluded.gender, interests = excluded.interests,
                identity_badge = excluded.identity_badge, picture_url = excluded.picture_url,
                created_at = excluded.created_at, is_guest = excluded.is_guest
            WHERE people.profile_version < excluded.profile_version AND NOT people.is_erased
            """
        );
        if (applied > 0)
        {
            await db.RefreshPersonMeaningAsync(id);
        }
    }

    public static Task ApplyErasureAsync(this CompanionDb db, Guid id) =>
        db.Database.ExecuteSqlAsync(
            $$"""
            INSERT INTO people (id, is_erased) VALUES ({{id}}, true)
            ON CONFLICT (id) DO UPDATE SET
                is_erased = true, profile_version = 0, status_version = 0, username = NULL, full_name = NULL, bio = NULL,
                location = NULL, region = NULL, city = NULL, age = NULL, gender = NULL, interests = '{}', identity_badge = NULL,
                picture_url = NULL, created_at = NULL, is_guest = false, is_suspended = false, suspended_until = NULL,
                time_zone = NULL, country = NULL, declared_age = NULL, age_declared_at = NULL
            """
        );
}
