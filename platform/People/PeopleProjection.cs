using Community.Contracts.Identity;
using Community.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.People;

/// <summary>
/// Writes identity's integration events into a service's table <c>people</c>. Each facet (profile, status) has its own version and takes
/// only newer data, so that any order and any number of deliveries give the same rows. Erasure is final.
/// </summary>
public static class PeopleProjection
{
    /// <summary>Writes a snapshot of an account, if it is newer than the stored row.</summary>
    public static async Task ApplySnapshotAsync<TDb>(this TDb db, PersonSnapshot person)
        where TDb : ServiceDbContext, IStoresPeople
    {
        if (person.Profile is null)
        {
            await db.ApplyErasureAsync(person.UserId);
            return;
        }

        await db.ApplyProfileAsync(person.UserId, person.Version, person.Profile, person.IsGuest);
        await db.ApplySuspensionAsync(person.UserId, person.Version, person.IsSuspended, person.SuspendedUntil);
        if (TDb.PeopleTable.SnapshotWritten is { } written)
        {
            await written(db, person);
        }
    }

    /// <summary>Writes an account's profile, if it is newer than the stored one.</summary>
    /// <param name="db">The service's database.</param>
    /// <param name="id">The account.</param>
    /// <param name="version">The account's version at which this was published.</param>
    /// <param name="profile">The profile.</param>
    /// <param name="isGuest">Whether the account has no credentials yet.</param>
    public static async Task ApplyProfileAsync<TDb>(this TDb db, Guid id, long version, UserProfile profile, bool isGuest)
        where TDb : ServiceDbContext, IStoresPeople
    {
        var table = TDb.PeopleTable;
        if (
            await db.Database.ExecuteSqlRawAsync(table.WriteProfile, table.ValuesOf(id, version, profile, isGuest)) > 0
            && table.ProfileWritten is { } written
        )
        {
            await written(db, id);
        }
    }

    /// <summary>Writes whether an account is suspended, if this is newer than the stored status.</summary>
    /// <param name="db">The service's database.</param>
    /// <param name="id">The account.</param>
    /// <param name="version">The account's version at which this was published.</param>
    /// <param name="isSuspended">Whether it is suspended.</param>
    /// <param name="until">When the suspension ends by itself; null: it lasts until it is lifted.</param>
    public static async Task ApplySuspensionAsync<TDb>(this TDb db, Guid id, long version, bool isSuspended, DateTimeOffset? until)
        where TDb : ServiceDbContext, IStoresPeople
    {
        var applied = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO people (id, status_version, is_suspended, suspended_until)
            VALUES ({id}, {version}, {isSuspended}, {until?.ToUniversalTime()})
            ON CONFLICT (id) DO UPDATE SET
                status_version = excluded.status_version, is_suspended = excluded.is_suspended, suspended_until = excluded.suspended_until
            WHERE people.status_version < excluded.status_version AND NOT people.is_erased
            """
        );
        if (applied > 0 && TDb.PeopleTable.SuspensionWritten is { } written)
        {
            await written(db, id, isSuspended);
        }
    }

    /// <summary>Leaves a tombstone with the user's id, so that a late integration event does not create the user again.</summary>
    public static Task ApplyErasureAsync<TDb>(this TDb db, Guid id)
        where TDb : ServiceDbContext, IStoresPeople => db.Database.ExecuteSqlRawAsync(TDb.PeopleTable.Erase, id);
}
