using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.People;

/// <summary>Prevents the erasure of a user while data about them is written, so that no data is left after an erasure.</summary>
internal static class PersonHold
{
    /// <summary>
    /// The user cannot be erased until the open transaction ends. It is for data from other services, which may also be about a user whom
    /// identity has not published yet: it then inserts the row, so that an erasure waits for it.
    /// </summary>
    /// <returns>False for an erased user: no data about them may be written.</returns>
    public static async Task<bool> HoldAsync(this SocialDb db, Guid id)
    {
        while (true)
        {
            var rows = await db.Database.SqlQuery<bool>($"SELECT is_erased AS \"Value\" FROM people WHERE id = {id} FOR SHARE").ToListAsync();
            if (rows is [var isErased])
            {
                return !isErased;
            }

            // Waits for a concurrent insert of the row; the loop then reads it.
            await db.Database.ExecuteSqlAsync($"INSERT INTO people (id) VALUES ({id}) ON CONFLICT DO NOTHING");
        }
    }
}
