using Community.Messaging.Channels;
using Community.Messaging.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Realtime;

/// <summary>Finds a channel by what people know of it: the event, or the other person.</summary>
internal sealed class ChannelDoors(MessagingDb db, OwnerFacts owners, TimeProvider clock)
{
    /// <summary>An event's chat, which comes to be when it is first asked for; null: there is no such event.</summary>
    public async Task<Guid?> OpenChatAsync(Guid eventId, Guid caller) =>
        await OpenChatAsync(eventId) ?? (await owners.BringRegistrationAsync(eventId, caller) ? await OpenChatAsync(eventId) : null);

    /// <summary>The caller's conversation with somebody, which comes to be when the two can talk; null: there is nobody to talk with.</summary>
    public async Task<Guid?> OpenDirectAsync(Guid caller, Guid other)
    {
        var (id, now) = (Guid.CreateVersion7(clock.GetUtcNow()), ChannelTransaction.AsKept(clock.GetUtcNow()));
        var opened = await db.Database.SqlQuery<Guid>($"""
            WITH pair AS (SELECT least({caller}, {other}) AS low_id, greatest({caller}, {other}) AS high_id),
                known AS (SELECT c.id FROM channels c JOIN pair ON c.low_id = pair.low_id AND c.high_id = pair.high_id WHERE c.kind = 'direct'),
                opened AS (
                    INSERT INTO channels (id, kind, low_id, high_id, last_activity_at, created_at)
                    SELECT {id}, 'direct', low_id, high_id, {now}, {now} FROM pair
                    WHERE {caller} <> {other} AND NOT EXISTS (SELECT FROM known)
                        AND 2 = (SELECT count(*) FROM people p WHERE p.id IN ({caller}, {other}) AND p.profile_version > 0 AND NOT p.is_guest AND NOT p.is_erased)
                        AND NOT EXISTS (SELECT FROM hidden_from h WHERE h.user_id = {caller} AND h.other_id = {other})
                    ON CONFLICT DO NOTHING RETURNING id)
            SELECT id AS "Value" FROM known UNION ALL SELECT id FROM opened
            """).ToListAsync();

        // Nothing comes back where another instance opened it at the same moment.
        return opened.Count > 0 ? opened[0] : await db.Channels
            .Where(channel => channel.Kind == ChannelKind.Direct
                && ((channel.LowId == caller && channel.HighId == other) || (channel.LowId == other && channel.HighId == caller)))
            .Select(channel => (Guid?)channel.Id).FirstOrDefaultAsync();
    }

    private async Task<Guid?> OpenChatAsync(Guid eventId)
    {
        var (id, now) = (Guid.CreateVersion7(clock.GetUtcNow()), ChannelTransaction.AsKept(clock.GetUtcNow()));
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO channels (id, kind, event_id, last_activity_at, created_at)
            SELECT {id}, 'event_chat', e.id, {now}, {now} FROM events e
            WHERE e.id = {eventId} AND NOT EXISTS (SELECT FROM channels c WHERE c.event_id = e.id AND c.kind = 'event_chat')
            ON CONFLICT DO NOTHING
            """);
        return await db.Channels.Where(channel => channel.EventId == eventId).Select(channel => (Guid?)channel.Id).FirstOrDefaultAsync();
    }
}
