using Community.Companion.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.People;

/// <summary>Prevents a person's erasure while something is written about them, so that an erasure leaves nothing behind.</summary>
internal static class PersonHold
{
    /// <summary>
    /// Until the open transaction ends, the person is not erased. For the events of other services, also about a person of whom no event of identity has
    /// arrived: the row is made then, so that an erasure can wait for it.
    /// </summary>
    /// <returns>False for an erased person: nothing may be written about them any more.</returns>
    public static async Task<bool> HoldAsync(this CompanionDb db, Guid id)
    {
        while (true)
        {
            var rows = await db.Database.SqlQuery<bool>($"SELECT is_erased AS \"Value\" FROM people WHERE id = {id} FOR SHARE").ToListAsync();
            if (rows is [var isErased])
            {
                return !isErased;
            }

            // Waits for a transaction that is making the row; then the row is read.
            await db.Database.ExecuteSqlAsync($"INSERT INTO people (id) VALUES ({id}) ON CONFLICT DO NOTHING");
        }
    }
}
