using Community.Companion.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.People;

/// <summary>Keeps a person from being erased while something is written of them, so that nothing is left behind an erasure.</summary>
internal static class PersonHold
{
    /// <summary>
    /// Until the open transaction ends, the person is not erased. For what other services tell, also of somebody whom identity has
    /// not told of yet: the row is made then, for an erasure to wait for.
    /// </summary>
    /// <returns>False for a person who is erased: of whom nothing is to be written any more.</returns>
    public static async Task<bool> HoldAsync(this CompanionDb db, Guid id)
    {
        while (true)
        {
            var rows = await db.Database.SqlQuery<bool>($"SELECT is_erased AS \"Value\" FROM people WHERE id = {id} FOR SHARE").ToListAsync();
            if (rows is [var isErased])
            {
                return !isErased;
            }

            // Waits for somebody else who is making it; then it is looked at.
            await db.Database.ExecuteSqlAsync($"INSERT INTO people (id) VALUES ({id}) ON CONFLICT DO NOTHING");
        }
    }
}
