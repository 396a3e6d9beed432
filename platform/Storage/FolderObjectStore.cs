using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Community.Platform.Storage;

/// <summary>
/// Objects as files. Each file is the content followed by a fixed-size trailer that holds its type and ETag: one rename then commits both
/// together, which is impossible with two files, and most viewers can still open the file. A write goes to a separate file in .incoming, is
/// flushed to the disk and renamed, so readers see the old or the new object.
/// </summary>
internal sealed class FolderObjectStore : IObjectStore
{
    private readonly string _root;
    private readonly string _incoming;

    public FolderObjectStore(string folder)
    {
        _root = Path.GetFullPath(folder);
        _incoming = Path.Combine(_root, ".incoming");
        Directory.CreateDirectory(_incoming);
    }

    public async Task<StoredObject> PutAsync(
        string key,
        Stream content,
        string contentType,
        long maxBytes,
        CancellationToken cancellationToken = default
    )
    {
        var path = PathOf(ObjectKey.Checked(key));
        var incoming = Path.Combine(_incoming, Guid.CreateVersion7().ToString("N"));
        try
        {
            StoredObject stored;
            await using (
                var file = new FileStream(incoming, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous)
            )
            {
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                var length = await BoundedCopy.RunAsync(content, file, maxBytes, hash, cancellationToken);
                stored = new StoredObject(key, contentType, length, Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16)));
                await file.WriteAsync(ObjectTrailer.Write(stored), cancellationToken);
                file.Flush(flushToDisk: true);
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Move(incoming, path, overwrite: true);
            DurableFolder.Flush(Path.GetDirectoryName(path)!);
            return stored;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && !BoundedCopy.IsOfSource(e))
        {
            throw ObjectStoreException.OfDisk(e);
        }
        finally
        {
            DeleteQuietly(incoming);
        }
    }

    public async Task<ObjectContent?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        var path = PathOf(ObjectKey.Checked(key));
        FileStream? file = null;
        try
        {
            file = new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete,
                4096,
                FileOptions.Asynchronous
            );
            var about = await ObjectTrailer.ReadAsync(key, file, cancellationToken);
            var content = new ObjectContent(about, new WindowStream(file, about.Length));
            file = null;
            return content;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw ObjectStoreException.OfDisk(e);
        }
        finally
        {
            if (file is not null)
            {
                await file.DisposeAsync();
            }
        }
    }

    public async Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken = default)
    {
        await using var content = await GetAsync(key, cancellationToken);
        return content?.About;
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        var path = PathOf(ObjectKey.Checked(key));
        try
        {
            if (!File.Exists(path))
            {
                return Task.CompletedTask;
            }
            File.Delete(path);
            DurableFolder.Flush(Path.GetDirectoryName(path)!);
        }
        catch (DirectoryNotFoundException)
        {
            // Another call deleted the object and its folder.
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw ObjectStoreException.OfDisk(e);
        }

        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var slash = ObjectKey.CheckedPrefix(prefix).LastIndexOf('/');
        var folder = slash < 0 ? _root : PathOf(prefix[..slash]);
        if (!Directory.Exists(folder))
        {
            yield break;
        }
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var key = Path.GetRelativePath(_root, path).Replace('\\', '/');
            if (key.StartsWith(prefix, StringComparison.Ordinal) && ObjectKey.IsValid(key))
            {
                yield return key;
            }
        }

        await Task.CompletedTask;
    }

    private string PathOf(string key) => Path.Combine(_root, key);

    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (IOException)
        {
            // A leftover in .incoming is never read, and the original exception is already being thrown.
        }
    }
}
