using System.Text.Json;
using Community.Messaging.Data;
using Community.Messaging.Realtime;
using Community.Platform.Http.Json;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Sync;

/// <summary>
/// Writes the facts of other services' integration events about a person into the person's log, in the transaction of the consumer. The
/// newest version of an entity replaces the older ones, so any order and any number of deliveries end in the same rows. Entities of erased
/// people are not written.
/// </summary>
internal sealed class SyncEntries(MessagingDb db, IRealtimePublisher realtime, TimeProvider clock)
{
    /// <summary>An entity as it is now.</summary>
    /// <param name="person">The owner of the log.</param>
    /// <param name="kind">One of <see cref="SyncKind"/>.</param>
    /// <param name="id">The entity's id; the person's own id if there is one entity of the kind.</param>
    /// <param name="version">The entity's version; only a newer one is written.</param>
    /// <param name="at">When it changed.</param>
    /// <param name="data">Its values; null: it is gone.</param>
    /// <returns>Whether the entry has changed.</returns>
    public async Task<bool> WriteAsync(Guid person, string kind, Guid id, long version, DateTimeOffset at, object? data)
    {
        var isNew = await db.WriteEntryAsync(person, kind, id, version, data is null ? clock.GetUtcNow() : at, data);
        if (isNew)
        {
            db.AfterCommit(() => realtime.LogChanged(person));
        }

        return isNew;
    }

    /// <summary>A registration as it is now; one that is over leaves the log.</summary>
    public async Task WriteRegistrationAsync(Guid person, Guid id, long version, DateTimeOffset at, RegistrationData registration)
    {
        if (await WriteAsync(person, SyncKind.Registration, id, version, at, registration.IsInForce ? registration : null))
        {
            var view = new TicketChangedView(id, registration.EventId, registration.Status);
            db.AfterCommit(() => realtime.ForPerson(person, nameof(ICommunityClient.TicketChanged), view));
        }
    }
}

/// <summary>The statement that writes an entry.</summary>
internal static class SyncEntryRows
{
    /// <inheritdoc cref="SyncEntries.WriteAsync(Guid, string, Guid, long, DateTimeOffset, object?)"/>
    /// <param name="db">The database.</param>
    /// <param name="at">When it changed. A removed entry is kept for a time from then on, so that has to be now.</param>
    public static async Task<bool> WriteEntryAsync(
        this MessagingDb db,
        Guid person,
        string kind,
        Guid id,
        long version,
        DateTimeOffset at,
        object? data
    )
    {
        var json = data is null ? null : JsonSerializer.Serialize(data, data.GetType(), ServiceJson.Options);
        var (changedAt, isRemoved) = (at.ToUniversalTime(), data is null);
        return await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO sync_entries (person_id, kind, entity_id, version, data, is_removed, changed_at)
                SELECT {person}, {kind}, {id}, {version}, {json}::jsonb, {isRemoved}, {changedAt}
                WHERE NOT EXISTS (SELECT FROM people WHERE id = {person} AND is_erased)
                ON CONFLICT (person_id, kind, entity_id) DO UPDATE SET
                    version = excluded.version, data = excluded.data, is_removed = excluded.is_removed, changed_at = excluded.changed_at
                WHERE sync_entries.version < excluded.version
                """
            ) > 0;
    }
}
