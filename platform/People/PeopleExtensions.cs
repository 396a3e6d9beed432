using Community.Contracts.Identity;
using Community.Platform.Access.Fleet;
using Community.Platform.Bus;
using Community.Platform.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Community.People;

/// <summary>
/// Keeps a service's table <c>people</c>. Each facet (profile, status) has its own version and takes only newer data, so that any order
/// and any number of deliveries give the same rows. Erasure is final.
/// </summary>
public static class PeopleExtensions
{
    /// <summary>
    /// Reads the accounts from before the service's consumers had queues, and registers <see cref="PeopleDirectory"/> for those that the
    /// bus has not delivered yet.
    /// </summary>
    /// <param name="builder">The service; it has a database and a bus.</param>
    /// <param name="apply">Writes a snapshot, if it is newer than the stored row.</param>
    public static WebApplicationBuilder AddPeople<TDb>(this WebApplicationBuilder builder, Func<TDb, PersonSnapshot, Task> apply)
        where TDb : ServiceDbContext
    {
        builder.Services.AddOwnerClient("identity");
        builder.Services.AddSingleton(new PeopleSource((db, person) => apply((TDb)db, person)));
        builder.Services.AddScoped<PeopleDirectory>();
        return builder.AddBackfill("people", "identity", "/internal/people", apply);
    }

    /// <summary>Writes whether an account is suspended, if this is newer than the stored status.</summary>
    /// <param name="db">The service's database.</param>
    /// <param name="id">The account.</param>
    /// <param name="version">The account's version at which this was published.</param>
    /// <param name="isSuspended">Whether it is suspended.</param>
    /// <param name="until">When the suspension ends by itself; null: it lasts until it is lifted.</param>
    public static Task ApplySuspensionAsync(this ServiceDbContext db, Guid id, long version, bool isSuspended, DateTimeOffset? until) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO people (id, status_version, is_suspended, suspended_until)
            VALUES ({id}, {version}, {isSuspended}, {until?.ToUniversalTime()})
            ON CONFLICT (id) DO UPDATE SET
                status_version = excluded.status_version, is_suspended = excluded.is_suspended, suspended_until = excluded.suspended_until
            WHERE people.status_version < excluded.status_version AND NOT people.is_erased
            """
        );

    /// <summary>
    /// Prevents the erasure of a user until the open transaction ends, so that no data is left after an erasure. It is for data from other
    /// services, which may also be about a user whom identity has not published yet: it then inserts the row, so that an erasure waits for
    /// it.
    /// </summary>
    /// <returns>False for an erased user: no data about them may be written.</returns>
    public static async Task<bool> HoldAsync(this ServiceDbContext db, Guid id)
    {
        while (true)
        {
            var rows = await db
                .Database.SqlQuery<bool>($"SELECT is_erased AS \"Value\" FROM people WHERE id = {id} FOR SHARE")
                .ToListAsync();
            if (rows is [var isErased])
            {
                return !isErased;
            }

            // Waits for a concurrent insert of the row; the loop then reads it.
            await db.Database.ExecuteSqlAsync($"INSERT INTO people (id) VALUES ({id}) ON CONFLICT DO NOTHING");
        }
    }
}

/// <summary>How the service writes a snapshot.</summary>
/// <param name="Apply">Writes it, if it is newer than the stored row.</param>
public sealed record PeopleSource(Func<ServiceDbContext, PersonSnapshot, Task> Apply);
