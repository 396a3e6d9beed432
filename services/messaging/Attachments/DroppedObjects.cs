using Community.Messaging.Channels;
using Community.ServiceDefaults.Lifetime;
using Community.ServiceDefaults.Storage;
using Community.ServiceDefaults.Telemetry;
using Npgsql;

namespace Community.Messaging.Attachments;

/// <summary>
/// Deletes stored files that no row names any more, after the change that dropped them has committed, and uploads that no message came to
/// refer to. A row of <c>dropped_objects</c> is a key, or a prefix (it ends in a slash): written before an upload, so that what
/// a process stored and died over is found. A file that a row names is never deleted. Any number of instances may.
/// </summary>
internal sealed class DroppedObjects(NpgsqlDataSource database, IObjectStore store, MessagingOptions options, TimeProvider clock, ILogger<DroppedObjects> logger)
    : PeriodicWork(TimeSpan.FromSeconds(5), clock, logger)
{
    // No upload takes longer: a younger object may be about to be named.
    private static readonly TimeSpan UploadLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private const string DropUnused =
        """
        WITH gone AS (
            DELETE FROM attachments WHERE id IN (
                SELECT id FROM attachments WHERE message_id IS NULL AND created_at < $1 ORDER BY created_at LIMIT 200 FOR UPDATE SKIP LOCKED)
            RETURNING object_key)
        INSERT INTO dropped_objects (object_key, dropped_at) SELECT object_key, $2 FROM gone ON CONFLICT DO NOTHING
        """;

    private const string Claim =
        """
        UPDATE dropped_objects SET dropped_at = $2
        WHERE object_key = (SELECT object_key FROM dropped_objects WHERE dropped_at <= $1 ORDER BY dropped_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING object_key
        """;

    /// <summary>Before an upload: should this process die during it, what it stored is found.</summary>
    /// <param name="database">The database.</param>
    /// <param name="prefix">What the new object's key will begin with; ends in a slash.</param>
    /// <param name="now">The time.</param>
    public static Task ExpectUploadAsync(NpgsqlDataSource database, string prefix, DateTimeOffset now) => ExecuteAsync(
        database,
        "INSERT INTO dropped_objects (object_key, dropped_at) VALUES ($1, $2) ON CONFLICT (object_key) DO UPDATE SET dropped_at = excluded.dropped_at",
        prefix, now + UploadLimit);

    protected override Task RunOnceAsync(CancellationToken stopping) => SweepAsync(stopping);

    internal async Task SweepAsync(CancellationToken stopping)
    {
        using var quiet = Quiet.Begin();
        var now = Clock.GetUtcNow();
        while (await ExecuteAsync(database, DropUnused, now - options.UnusedAttachments, now) > 0)
        {
            stopping.ThrowIfCancellationRequested();
        }

        while (await CleanNextAsync())
        {
            stopping.ThrowIfCancellationRequested();
        }
    }

    private async Task<bool> CleanNextAsync()
    {
        var now = Clock.GetUtcNow();
        var until = ChannelTransaction.AsKept(now + Lease);
        await using var claim = Command(database, Claim, now, until);
        if (await claim.ExecuteScalarAsync() is not string key)
        {
            return false;
        }

        if (await RemoveAsync(key))
        {
            // Unless somebody expects another upload meanwhile: then that row stands.
            await ExecuteAsync(database, "DELETE FROM dropped_objects WHERE object_key = $1 AND dropped_at = $2", key, until);
        }

        return true;
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
        await using var command = Command(database, "SELECT object_key FROM attachments WHERE object_key = ANY ($1)", (object)keys);
        await using var reader = await command.ExecuteReaderAsync();
        var named = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            named.Add(reader.GetString(0));
        }

        return named;
    }

    private static async Task<int> ExecuteAsync(NpgsqlDataSource database, string sql, params object[] values)
    {
        await using var command = Command(database, sql, values);
        return await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlCommand Command(NpgsqlDataSource database, string sql, params object[] values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
