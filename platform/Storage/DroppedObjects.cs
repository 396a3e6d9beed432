using Community.Platform.Data;
using Community.Platform.Hosting.Configuration;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Storage.Images;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Platform.Storage;

/// <summary>A column whose values are keys of stored objects; these objects are in use.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
public sealed record ObjectReference(string Table, string Column);

/// <summary>
/// Deletes stored objects that no row refers to any more, after the change that dropped them has committed. A row of the service's table
/// <c>dropped_objects (object_key text PRIMARY KEY, dropped_at timestamptz NOT NULL)</c> is a key, or a prefix (it ends in a slash). A
/// prefix is written before an upload, so that the object is found if the process dies during the upload. An object that a row refers to is
/// never deleted.
/// <para>
/// Any number of instances may run it: each claims one row at a time by moving its time ahead. If an instance dies, another one takes its
/// row over. Deleting an object twice is harmless.
/// </para>
/// <para>A backup holds an advisory lock while it copies the objects; until then nothing is deleted.</para>
/// </summary>
public sealed class DroppedObjects : PeriodicWork
{
    /// <summary>No upload takes longer. A row that refers to a younger object may be about to commit.</summary>
    public static readonly TimeSpan UploadLimit = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private readonly NpgsqlDataSource _database;
    private readonly IObjectStore _store;
    private readonly string _named;

    internal DroppedObjects(
        NpgsqlDataSource database,
        IObjectStore store,
        TimeProvider clock,
        ILogger<DroppedObjects> logger,
        IEnumerable<ObjectReference> references
    )
        : base(TimeSpan.FromSeconds(5), clock, logger)
    {
        (_database, _store) = (database, store);
        _named = string.Join(
            " UNION ALL ",
            references.Select(reference => $"SELECT {reference.Column} FROM {reference.Table} WHERE {reference.Column} = ANY ($1)")
        );
    }

    /// <inheritdoc/>
    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && await CleanNextAsync()) { }
    }

    /// <returns>Whether there was a row to process.</returns>
    internal async Task<bool> CleanNextAsync()
    {
        Claim? claim;
        using (Quiet.Begin())
        {
            claim = await ClaimAsync();
        }

        if (claim is null)
        {
            return false;
        }

        if (await RemoveAsync(claim.ObjectKey))
        {
            // The row stays if another upload was announced in it meanwhile.
            await using var done = Command(
                _database,
                "DELETE FROM dropped_objects WHERE object_key = $1 AND dropped_at = $2",
                claim.ObjectKey,
                claim.LeasedUntil
            );
            await done.ExecuteNonQueryAsync();
        }

        return true;
    }

    private async Task<Claim?> ClaimAsync()
    {
        var now = Clock.GetUtcNow();
        await using var claim = Command(
            _database,
            """
            UPDATE dropped_objects SET dropped_at = $2
            WHERE (SELECT pg_try_advisory_xact_lock_shared(hashtext('dropped_objects'), 0))
                AND object_key = (SELECT object_key FROM dropped_objects WHERE dropped_at <= $1 ORDER BY dropped_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING object_key, dropped_at
            """,
            now,
            now + Lease
        );
        await using var claimed = await claim.ExecuteReaderAsync();
        return await claimed.ReadAsync() ? new Claim(claimed.GetString(0), claimed.GetFieldValue<DateTimeOffset>(1)) : null;
    }

    /// <returns>False if an upload may still be running, so that the row must be processed again.</returns>
    private async Task<bool> RemoveAsync(string keyOrPrefix)
    {
        string[] keys = [keyOrPrefix];
        string[] sizes = [];
        var old = keys;
        if (keyOrPrefix.EndsWith('/'))
        {
            var all = await _store.ListAsync(keyOrPrefix).ToArrayAsync();
            sizes = [.. all.Where(ObjectKey.IsSize)];
            keys = [.. all.Except(sizes, StringComparer.Ordinal)];
            var young = Clock.GetUtcNow() - UploadLimit;
            old = [.. keys.Where(key => ObjectKey.TimeOf(key) <= young)];
        }

        var named = await NamedAsync(old);
        foreach (var key in old.Where(key => !named.Contains(key)))
        {
            await _store.DeletePictureAsync(key);
        }

        // A copy in a size without its picture: the copy was made while the picture was deleted.
        var pictures = keys.Select(ObjectKey.VersionOf).ToHashSet(StringComparer.Ordinal);
        foreach (var size in sizes.Where(size => !pictures.Contains(ObjectKey.VersionOf(size))))
        {
            await _store.DeleteAsync(size);
        }

        return old.Length == keys.Length;
    }

    private async Task<HashSet<string>> NamedAsync(string[] keys)
    {
        await using var command = Command(_database, _named, keys);
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

/// <summary>Drops stored objects.</summary>
public static class DroppedObjectsExtensions
{
    /// <summary>
    /// Adds <see cref="DroppedObjects"/>, <see cref="ImageStore"/> and <see cref="PictureStore"/> to a service with a database, an object
    /// store and a table
    /// <c>dropped_objects</c>.
    /// </summary>
    /// <param name="services">The service's services.</param>
    /// <param name="references">All columns that refer to stored objects.</param>
    public static IServiceCollection AddDroppedObjects(
        this IServiceCollection services,
        params IReadOnlyList<ObjectReference> references
    ) =>
        services
            .AddSettings<PictureOptions>()
            .AddSingleton<ImageScaler>()
            .AddSingleton(provider => new ImageStore(
                provider.GetRequiredService<IObjectStore>(),
                provider.GetRequiredService<ImageScaler>(),
                provider.GetRequiredService<SpoolSpace>()
            ))
            .AddSingleton<PictureStore>()
            .AddHostedService(provider => new DroppedObjects(
                provider.GetRequiredService<NpgsqlDataSource>(),
                provider.GetRequiredService<IObjectStore>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<DroppedObjects>>(),
                references
            ));

    /// <summary>Lets an object be deleted after this unit of work has committed.</summary>
    /// <param name="db">The unit of work.</param>
    /// <param name="objectKey">Its key; null: there is none.</param>
    /// <param name="now">The time.</param>
    public static Task DropAsync(this ServiceDbContext db, string? objectKey, DateTimeOffset now) =>
        objectKey is null
            ? Task.CompletedTask
            : db.Database.ExecuteSqlAsync(
                $"INSERT INTO dropped_objects (object_key, dropped_at) VALUES ({objectKey}, {now}) ON CONFLICT DO NOTHING"
            );

    /// <summary>
    /// Announces an upload, on a connection of its own. If this process dies during the upload, the stored object is found and deleted.
    /// Further uploads do not put off the deletion of what earlier ones left; objects younger than <see cref="DroppedObjects.UploadLimit"/>
    /// are spared then.
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="prefix">The beginning of the new object's key; ends in a slash.</param>
    /// <param name="now">The time.</param>
    public static async Task ExpectUploadAsync(this NpgsqlDataSource database, string prefix, DateTimeOffset now)
    {
        await using var command = Command(
            database,
            """
            INSERT INTO dropped_objects (object_key, dropped_at) VALUES ($1, $2)
            -- Another time in any case: an instance that is deleting now leaves a row whose time has changed.
            ON CONFLICT (object_key) DO UPDATE SET dropped_at = least(dropped_objects.dropped_at, excluded.dropped_at) - interval '1 microsecond'
            """,
            prefix,
            now + DroppedObjects.UploadLimit
        );
        await command.ExecuteNonQueryAsync();
    }
}
