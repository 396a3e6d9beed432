using Community.Events.Data;
using Community.ServiceDefaults.Lifetime;
using Community.ServiceDefaults.Storage;
using Community.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Events.Publishing;

/// <summary>
/// Deletes stored objects that no row names any more, after the change that dropped them has committed. A row of
/// <c>dropped_objects</c> is a key, or a prefix (it ends in a slash): written before an upload, so that what a process stored
/// and died over is found. An object that a row names is never deleted.
/// </summary>
internal sealed class DroppedObjects(
    IServiceScopeFactory scopes, NpgsqlDataSource database, IObjectStore store, TimeProvider clock, ILogger<DroppedObjects> logger)
    : PeriodicWork(TimeSpan.FromSeconds(5), clock, logger)
{
    /// <summary>No upload takes longer: a younger object may be about to be named.</summary>
    internal static readonly TimeSpan UploadLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        while (await CleanNextAsync())
        {
        }
    }

    private async Task<bool> CleanNextAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EventsDb>();
        Claim? claim;
        using (Quiet.Begin())
        {
            claim = await ClaimAsync(db);
        }

        if (claim is null)
        {
            return false;
        }

        if (await RemoveAsync(claim.ObjectKey))
        {
            // Unless somebody expects another upload meanwhile: then that row stands.
            await db.Database.ExecuteSqlAsync($"DELETE FROM dropped_objects WHERE object_key = {claim.ObjectKey} AND dropped_at = {claim.LeasedUntil}");
        }

        return true;
    }

    private async Task<Claim?> ClaimAsync(EventsDb db)
    {
        var now = Clock.GetUtcNow();
        var until = EventRules.AsKept(now + Lease);
        var claimed = await db.Database.SqlQuery<Claim>($"""
            UPDATE dropped_objects SET dropped_at = {until}
            WHERE object_key = (SELECT object_key FROM dropped_objects WHERE dropped_at <= {now} ORDER BY dropped_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING object_key AS "ObjectKey", dropped_at AS "LeasedUntil"
            """).ToListAsync();
        return claimed.SingleOrDefault();
    }

    /// <returns>False when an upload may still be under way, so that it has to be looked at again.</returns>
    private async Task<bool> RemoveAsync(string keyOrPrefix)
    {
        string[] keys = [keyOrPrefix];
        var old = keys;
        if (keyOrPrefix.EndsWith('/'))
        {
            keys = await store.ListAsync(keyOrPrefix).ToArrayAsync();
            var young = Clock.GetUtcNow() - UploadLimit;
            old = [.. keys.Where(key => ObjectKey.TimeOf(key) <= young)];
        }

        var named = await NamedAsync(old);
        foreach (var key in old.Where(key => !named.Contains(key)))
        {
            await store.DeleteAsync(key);
        }

        return old.Length == keys.Length;
    }

    private async Task<HashSet<string>> NamedAsync(string[] keys)
    {
        await using var command = database.CreateCommand(
            "SELECT image_key FROM events WHERE image_key = ANY ($1) UNION ALL SELECT object_key FROM photos WHERE object_key = ANY ($1)");
        command.Parameters.Add(new() { Value = keys });
        await using var reader = await command.ExecuteReaderAsync();
        var named = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            named.Add(reader.GetString(0));
        }

        return named;
    }

    private sealed record Claim(string ObjectKey, DateTimeOffset LeasedUntil);
}

/// <summary>Drops objects in the present unit of work.</summary>
internal static class Dropping
{
    /// <summary>Has an object deleted once this unit of work has committed.</summary>
    public static Task DropAsync(this EventsDb db, string? objectKey, DateTimeOffset now) => objectKey is null
        ? Task.CompletedTask
        : db.Database.ExecuteSqlAsync($"INSERT INTO dropped_objects (object_key, dropped_at) VALUES ({objectKey}, {now}) ON CONFLICT DO NOTHING");

    /// <summary>The same for all photos of an event.</summary>
    public static Task DropPhotosAsync(this EventsDb db, Guid eventId, DateTimeOffset now) => db.Database.ExecuteSqlAsync($"""
        INSERT INTO dropped_objects (object_key, dropped_at) SELECT object_key, {now} FROM photos WHERE event_id = {eventId} ON CONFLICT DO NOTHING
        """);

    /// <summary>Before an upload, on a connection of its own: should this process die during it, what it stored is found.</summary>
    /// <param name="database">The database.</param>
    /// <param name="prefix">What the new object's key will begin with; ends in a slash.</param>
    /// <param name="now">The time.</param>
    public static async Task ExpectUploadAsync(this NpgsqlDataSource database, string prefix, DateTimeOffset now)
    {
        await using var command = database.CreateCommand(
            """
            INSERT INTO dropped_objects (object_key, dropped_at) VALUES ($1, $2)
            ON CONFLICT (object_key) DO UPDATE SET dropped_at = excluded.dropped_at
            """);
        command.Parameters.Add(new() { Value = prefix });
        command.Parameters.Add(new() { Value = now + DroppedObjects.UploadLimit });
        await command.ExecuteNonQueryAsync();
    }
}
