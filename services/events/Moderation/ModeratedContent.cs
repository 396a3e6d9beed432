using Community.Events.Data;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Moderation;

/// <summary>A kind of content that moderators decide about; each feature registers its own.</summary>
internal interface IModeratedContent
{
    /// <summary>The kind's name in the contracts.</summary>
    string ContentType { get; }

    /// <summary>The author; null: there is no such content.</summary>
    Task<Guid?> AuthorAsync(EventsDb db, Guid id);

    /// <summary>
    /// Removes it, or shows it again, in the consumer's transaction, if the decision is newer than the last one that was applied.
    /// </summary>
    /// <param name="version">The decision's version.</param>
    /// <param name="removedAt">Null: it is shown again.</param>
    Task ApplyAsync(EventsDb db, Guid id, long version, DateTimeOffset? removedAt);
}

/// <summary>
/// Moderated events. An event that was taken down still belongs to its organizer: they can cancel it, and so refund the buyers. Meanwhile
/// it gives no seats; after a restoration the waitlist gets those that became free.
/// </summary>
internal sealed class ModeratedEvents(SeatStore seats) : IModeratedContent
{
    public string ContentType => "event";

    public Task<Guid?> AuthorAsync(EventsDb db, Guid id) =>
        db.Events.Where(e => e.Id == id).Select(e => (Guid?)e.OrganizerId).SingleOrDefaultAsync();

    public async Task ApplyAsync(EventsDb db, Guid id, long version, DateTimeOffset? removedAt)
    {
        await db.LockSeatsAsync(id);
        var changed = await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE events SET removed_at = {removedAt}, moderation_version = {version}, version = version + 1 WHERE id = {id} AND moderation_version < {version}
            """
        );
        if (changed > 0 && removedAt is null)
        {
            await seats.ApplyAsync(db, id, new OfferFreeSeats());
        }
    }
}
