using System.Diagnostics;
using System.Text;
using Community.Platform.Storage;

namespace Community.Platform.Tests.Storage;

public sealed class FolderObjectStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("community-store-").FullName;
    private readonly FolderObjectStore _store;

    public FolderObjectStoreTests() => _store = new FolderObjectStore(_folder);

    [Fact]
    public async Task WhatIsPutIsGot()
    {
        var put = await PutAsync("a/b.jpg", "hello", "image/jpeg");
        await using var got = (await _store.GetAsync("a/b.jpg")).ShouldNotBeNull();
        got.About.ShouldBe(put);
        got.About.ShouldBe(new StoredObject("a/b.jpg", "image/jpeg", 5, put.ETag));
        (await TextOfAsync(got)).ShouldBe("hello");
        (await _store.FindAsync("a/b.jpg")).ShouldNotBeNull();
    }

    [Fact]
    public async Task ARangeIsReadBySeeking()
    {
        await PutAsync("a", "0123456789");
        await using var got = (await _store.GetAsync("a")).ShouldNotBeNull();
        got.Content.Length.ShouldBe(10);
        got.Content.Seek(-3, SeekOrigin.End);
        (await TextOfAsync(got)).ShouldBe("789");
    }

    [Fact]
    public async Task ReplacingChangesTheETagAndReadersOfTheOldOneFinish()
    {
        var first = await PutAsync("a", "old");
        await using var reader = (await _store.GetAsync("a")).ShouldNotBeNull();
        var second = await PutAsync("a", "newer");
        second.ETag.ShouldNotBe(first.ETag);
        (await TextOfAsync(reader)).ShouldBe("old");
        (await _store.FindAsync("a")).ShouldBe(second);
    }

    [Fact]
    public async Task WhatIsNotThereIsNullAndDeletingItIsNoError()
    {
        (await _store.GetAsync("no/such.jpg")).ShouldBeNull();
        (await _store.FindAsync("none")).ShouldBeNull();
        await _store.DeleteAsync("no/such.jpg");
        await PutAsync("a", "x");
        await _store.DeleteAsync("a");
        (await _store.FindAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task AnOwnersObjectsAreListedAndDeletedTogether()
    {
        var (owner, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var mine = new[] { ObjectKey.New("pictures", owner, "jpg"), ObjectKey.New("pictures", owner, "png") };
        foreach (var key in mine)
        {
            await PutAsync(key, "x");
        }
        var theirs = ObjectKey.New("pictures", other, "jpg");
        await PutAsync(theirs, "x");

        (await _store.ListAsync(ObjectKey.PrefixOf("pictures", owner)).ToListAsync()).ShouldBe(mine, ignoreOrder: true);
        (await _store.DeleteAllAsync(ObjectKey.PrefixOf("pictures", owner))).ShouldBe(2);
        (await _store.ListAsync("pictures/").ToListAsync()).ShouldBe([theirs]);
        (await _store.DeleteAllAsync(ObjectKey.PrefixOf("nothing", owner))).ShouldBe(0);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../x")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData(".incoming/x")]
    [InlineData("a/.hidden")]
    [InlineData("a\\b")]
    [InlineData("A")]
    [InlineData("a b")]
    [InlineData("a%2e%2e")]
    [InlineData("a\0")]
    [InlineData("é")]
    [InlineData("a.")]
    [InlineData("")]
    public async Task AKeyThatCouldLeaveTheFolderIsRefused(string key)
    {
        await Should.ThrowAsync<ArgumentException>(() => PutAsync(key, "x"));
        await Should.ThrowAsync<ArgumentException>(() => _store.GetAsync(key));
        await Should.ThrowAsync<ArgumentException>(() => _store.DeleteAsync(key));
        FilesOf(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task OneByteTooManyStoresNothing()
    {
        var bytes = new byte[200_001];
        var refused = await Should.ThrowAsync<ObjectStoreException>(() =>
            _store.PutAsync("a", new MemoryStream(bytes), "image/png", bytes.Length - 1)
        );
        refused.StatusCode.ShouldBe(413);
        FilesOf(_folder).ShouldBeEmpty();
        (await _store.PutAsync("a", new MemoryStream(bytes), "image/png", bytes.Length)).Length.ShouldBe(bytes.Length);
    }

    [Fact]
    public async Task AnUploadThatBreaksOffStoresNothingAndIsNotTheStoresFault()
    {
        await PutAsync("a", "before");
        await Should.ThrowAsync<IOException>(() => _store.PutAsync("a", new BrokenStream(), "image/png", 1000));
        FilesOf(_folder).Count.ShouldBe(1);
        await using var got = await _store.GetAsync("a");
        (await TextOfAsync(got!)).ShouldBe("before");
    }

    [Fact]
    public async Task ADamagedFileIsAFailureAndNotAnObject()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "a"), "not written by us");
        var failure = await Should.ThrowAsync<ObjectStoreException>(() => _store.GetAsync("a"));
        failure.StatusCode.ShouldBe(503);
    }

    [Fact]
    public async Task AFullDiskStoresNothingSaysSoAndRecovers()
    {
        Assert.SkipUnless(await MountAsync(_folder), "needs the right to mount a small tmpfs");
        try
        {
            var store = new FolderObjectStore(_folder);
            var full = await Should.ThrowAsync<ObjectStoreException>(() =>
                store.PutAsync("big", new MemoryStream(new byte[4 << 20]), "image/png", 8 << 20)
            );
            full.StatusCode.ShouldBe(507);
            FilesOf(_folder).ShouldBeEmpty();
            await store.PutAsync("small", new MemoryStream(new byte[1000]), "image/png", 8 << 20);
            (await store.FindAsync("small")).ShouldNotBeNull().Length.ShouldBe(1000);
        }
        finally
        {
            await RunAsync("umount", _folder);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<StoredObject> PutAsync(string key, string text, string type = "image/png") =>
        _store.PutAsync(key, new MemoryStream(Encoding.UTF8.GetBytes(text)), type, 1 << 20);

    private static async Task<string> TextOfAsync(ObjectContent content)
    {
        using var reader = new StreamReader(content.Content, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    private static List<string> FilesOf(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)];

    private static async Task<bool> MountAsync(string folder) =>
        OperatingSystem.IsLinux()
        && Environment.IsPrivilegedProcess
        && await RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder) == 0;

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false }
        )!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("The client went away.");
    }
}
