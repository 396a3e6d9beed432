using Community.Companion.Data;
using Community.People;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Streaks;

/// <summary>
/// Activities of the other services that make a day an active day: a registration, the arrival at an event, a new membership, a request to
/// connect and its acceptance. Messages do not: they are too many for this, and private.
/// </summary>
internal static class PlatformActivity
{
    /// <summary>
    /// Marks the day of an activity as active, in the consumer's transaction. It can be called again for the same activity. An activity
    /// that is delivered on a later day counts for its own day, but does not mend a streak that has ended since.
    /// </summary>
    /// <param name="db">The database, in the transaction.</param>
    /// <param name="userId">The acting person; nothing is written about an erased one.</param>
    /// <param name="at">When they acted.</param>
    public static async Task MarkActiveAsync(this CompanionDb db, Guid userId, DateTimeOffset at)
    {
        if (await db.HoldAsync(userId))
        {
            await db.MarkActiveAsync(await db.People.AsNoTracking().SingleAsync(person => person.Id == userId), at.ToUniversalTime());
        }
    }
}
