using Community.Events.Data;
using Community.Events.Photos;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.People;
using Community.Platform.Data;
using Community.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Events.Erasure;

/// <summary>
/// Erases a user in the consumer's transaction: first the tombstone, then event by event everything that concerns seats, then everything in
/// <see cref="PersonalData"/>.
/// </summary>
internal sealed class PersonErasure(EventsDb db, SeatStore seats, TimeProvider clock)
{
    /// <summary>Erasing a user twice changes nothing.</summary>
    public async Task EraseAsync(Guid userId)
    {
        var now = clock.GetUtcNow();
        // Must be first: concurrent actions of the user wait for this row and then find the tombstone.
        await db.ApplyErasureAsync(userId);
        foreach (var eventId in await EventsOfAsync(userId))
        {
            await db.LockSeatsAsync(eventId);
            if (!await IsDeletedDraftAsync(eventId, userId, now))
            {
                await seats.ApplyAsync(db, eventId, new ForgetUser(userId));
            }

            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
        }

        foreach (var sql in PersonalData.Tables.Select(table => table.Sql).OfType<string>())
        {
            await db.Database.ExecuteSqlRawAsync(
                sql,
                new NpgsqlParameter("id", userId),
                new NpgsqlParameter("now", now),
                new NpgsqlParameter("later", now + DroppedObjects.UploadLimit)
            );
        }
    }

    /// <summary>In the order of the events' ids. All code that locks several events' seats uses this order.</summary>
    private Task<List<Guid>> EventsOfAsync(Guid userId) =>
        db
            .Database.SqlQuery<Guid>(
                $"""
                SELECT event_id AS "Value" FROM registrations WHERE user_id = {userId} UNION SELECT id FROM events WHERE organizer_id = {userId} ORDER BY 1
                """
            )
            .ToListAsync();

    /// <summary>
    /// Handles an event whose organizer is erased: a draft is deleted; a published event that has not begun is cancelled.
    /// </summary>
    private async Task<bool> IsDeletedDraftAsync(Guid eventId, Guid userId, DateTimeOffset now)
    {
        var own = await db
            .Events.FromSql($"SELECT * FROM events WHERE id = {eventId} AND organizer_id = {userId} FOR NO KEY UPDATE")
            .SingleOrDefaultAsync();
        if (own?.Status == EventStatus.Draft)
        {
            await db.DropAsync(own.ImageKey, now);
            await db.DropPhotosAsync(eventId, now);
            db.Events.Remove(own);
            return true;
        }

        if (own?.Status == EventStatus.Published && own.StartsAt > now)
        {
            own.Status = EventStatus.Cancelled;
            own.CancelledAt = own.UpdatedAt = now.AsKept();
            own.Version++;
            db.PublishCancelled(own, now);
            await db.SaveChangesAsync();
            await seats.ApplyAsync(db, eventId, new CancelEvent());
        }

        return false;
    }
}
