using Community.Contracts.Identity;
using Community.Platform.Access.Fleet;
using Community.Platform.Bus;
using Community.Platform.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Community.People;

/// <summary>Registers a service's table <c>people</c>, and holds its rows.</summary>
public static class PeopleExtensions
{
    /// <summary>
    /// Reads the accounts from before the service's consumers had queues, and registers <see cref="PeopleDirectory"/> for those that the
    /// bus has not delivered yet.
    /// </summary>
    /// <param name="builder">The service; it has a database and a bus.</param>
    public static WebApplicationBuilder AddPeople<TDb>(this WebApplicationBuilder builder)
        where TDb : ServiceDbContext, IStoresPeople
    {
        builder.Services.AddOwnerClient("identity");
        builder.Services.AddSingleton(new PeopleSource((db, person) => ((TDb)db).ApplySnapshotAsync(person)));
        builder.Services.AddScoped<PeopleDirectory>();
        return builder.AddBackfill<TDb, PersonSnapshot>(
            "people",
            "identity",
            "/internal/people",
            (db, person) => db.ApplySnapshotAsync(person)
        );
    }

    /// <summary>
    /// Prevents the erasure of a user until the open transaction ends, so that no data is left after an erasure. It is for data from other
    /// services, which may also be about a user that identity has not published yet: it then inserts the row, so that an erasure waits for
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
