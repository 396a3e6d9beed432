using Community.AppHost.Backups;
using Community.Platform.Storage;
using Community.Platform.Storage.Images;
using Community.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Community.Platform.Tests.Storage;

public sealed class DroppedObjectsTests(TestServers servers) : IAsyncLifetime
{
    private static readonly Guid Owner = Guid.Parse("0198c0de-0000-7000-8000-000000000001");
    private static readonly string Prefix = ObjectKey.PrefixOf("pictures", Owner);

    private readonly string _folder = Directory.CreateTempSubdirectory("dropped-objects-").FullName;
    private readonly SetClock _clock = new() { Now = new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero) };
    private string _connectionString = "";
    private NpgsqlDataSource _database = null!;
    private FolderObjectStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = new FolderObjectStore(_folder);
        _connectionString = await servers.CreateDatabaseAsync("dropped");
        _database = NpgsqlDataSource.Create(_connectionString);
        await ExecuteAsync(
            """
            CREATE TABLE dropped_objects (object_key text PRIMARY KEY, dropped_at timestamptz NOT NULL);
            CREATE TABLE people (picture_key text);
            CREATE TABLE places (cover_key text)
            """
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task WhatWasDroppedIsDeletedOnceItsTimeHasCome()
    {
        var (dropped, other) = (await PutAsync(), await PutAsync());
        await DropAsync(dropped, _clock.Now);
        await DropAsync(other, _clock.Now.AddSeconds(1));

        await CleanAsync();

        (await StoredAsync()).ShouldBe([other]);
        (await WaitingAsync()).ShouldBe([other]);
    }

    [Fact]
    public async Task WhatAnyRowNamesIsNeverDeleted()
    {
        var (pictured, covered) = (await PutAsync(), await PutAsync());
        await ExecuteAsync($"INSERT INTO people VALUES ('{pictured}'); INSERT INTO places VALUES ('{covered}')");
        await DropAsync(pictured, _clock.Now);
        await DropAsync(covered, _clock.Now);
        await DropAsync(Prefix, _clock.Now);
        _clock.Now += TimeSpan.FromHours(1);

        await CleanAsync();

        (await StoredAsync()).ShouldBe([pictured, covered], ignoreOrder: true);
        (await WaitingAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task WhatAnUploadLeftBehindIsFoundOnceNoUploadCanBeUnderWay()
    {
        await _database.ExpectUploadAsync(Prefix, _clock.Now);
        var left = await PutAsync();
        await CleanAsync();
        (await StoredAsync()).ShouldBe([left]);

        _clock.Now += DroppedObjects.UploadLimit;
        var young = await PutAsync();
        await CleanAsync();
        (await StoredAsync()).ShouldBe([young]);
        (await WaitingAsync()).ShouldBe([Prefix]);

        _clock.Now += DroppedObjects.UploadLimit;
        await CleanAsync();
        (await StoredAsync()).ShouldBeEmpty();
        (await WaitingAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task FurtherUploadsDoNotPutOffTheDeletionOfWhatEarlierOnesLeft()
    {
        await _database.ExpectUploadAsync(Prefix, _clock.Now);
        var left = await PutAsync();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            _clock.Now += DroppedObjects.UploadLimit / 3;
            await _database.ExpectUploadAsync(Prefix, _clock.Now);
        }

        var young = await PutAsync();
        await CleanAsync();

        (await StoredAsync()).ShouldBe([young]);
        left.ShouldNotBe(young);
        (await WaitingAsync()).ShouldBe([Prefix]);
    }

    [Fact]
    public async Task AnUploadThatIsExpectedMeanwhileIsNotForgotten()
    {
        await DropAsync(Prefix, _clock.Now);
        var store = new WatchedStore(_store) { Listed = () => _database.ExpectUploadAsync(Prefix, _clock.Now) };

        await CleanAsync(store);

        (await WaitingAsync()).ShouldBe([Prefix]);
    }

    [Fact]
    public async Task AFailedDeletionIsTriedAgainLater()
    {
        var key = await PutAsync();
        await DropAsync(key, _clock.Now);
        await Should.ThrowAsync<IOException>(() =>
            CleanAsync(new WatchedStore(_store) { Deleted = _ => throw new IOException("The store is away.") })
        );

        await CleanAsync();
        (await StoredAsync()).ShouldBe([key]);
        _clock.Now += TimeSpan.FromMinutes(3);
        await CleanAsync();
        (await StoredAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task InstancesShareTheWork()
    {
        for (var i = 0; i < 40; i++)
        {
            await DropAsync(await PutAsync(), _clock.Now);
        }

        var deleted = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => CleanAsync(new WatchedStore(_store) { Deleted = deleted.Enqueue })))
        );

        // Each picture with the copies in widths that it may have.
        deleted.Count.ShouldBe(40 * (1 + PictureWidth.All.Count));
        deleted.ShouldBeUnique();
        (await StoredAsync()).ShouldBeEmpty();
        (await WaitingAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task NothingIsDeletedWhileABackupIsTaken()
    {
        var key = await PutAsync();
        await DropAsync(key, _clock.Now);
        await using (await BackupHold.TakeAsync(_connectionString))
        {
            await CleanAsync();
            (await StoredAsync()).ShouldBe([key]);
            (await WaitingAsync()).ShouldBe([key]);
        }

        await CleanAsync();
        (await StoredAsync()).ShouldBeEmpty();
    }

    private async Task CleanAsync(IObjectStore? store = null)
    {
        using var objects = new DroppedObjects(
            _database,
            store ?? _store,
            _clock,
            NullLogger<DroppedObjects>.Instance,
            [new("people", "picture_key"), new("places", "cover_key")]
        );
        while (await objects.CleanNextAsync()) { }
    }

    private async Task<string> PutAsync()
    {
        var key = $"{Prefix}{Guid.CreateVersion7(_clock.Now):N}.png";
        await _store.PutAsync(key, new MemoryStream([1]), ContentType.Png, 1);
        return key;
    }

    private Task DropAsync(string key, DateTimeOffset at) => ExecuteAsync($"INSERT INTO dropped_objects VALUES ('{key}', '{at:O}')");

    private Task<string[]> StoredAsync() => _store.ListAsync(Prefix).ToArrayAsync().AsTask();

    private async Task<string[]> WaitingAsync()
    {
        await using var command = _database.CreateCommand("SELECT coalesce(array_agg(object_key), '{}') FROM dropped_objects");
        return (string[])(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>Reports each operation on a store before it runs.</summary>
    private sealed class WatchedStore(IObjectStore store) : IObjectStore
    {
        public Func<Task> Listed { get; init; } = () => Task.CompletedTask;

        public Action<string> Deleted { get; init; } = _ => { };

        public async IAsyncEnumerable<string> ListAsync(
            string prefix,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            await Listed();
            await foreach (var key in store.ListAsync(prefix, cancellationToken))
            {
                yield return key;
            }
        }

        public Task DeleteAsync(string key, CancellationToken cancellationToken = default)
        {
            Deleted(key);
            return store.DeleteAsync(key, cancellationToken);
        }

        public Task<StoredObject> PutAsync(
            string key,
            Stream content,
            string contentType,
            long maxBytes,
            CancellationToken cancellationToken = default
        ) => store.PutAsync(key, content, contentType, maxBytes, cancellationToken);

        public Task<ObjectContent?> GetAsync(string key, CancellationToken cancellationToken = default) =>
            store.GetAsync(key, cancellationToken);

        public Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken = default) =>
            store.FindAsync(key, cancellationToken);
    }
}
