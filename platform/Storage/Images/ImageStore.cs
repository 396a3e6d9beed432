using System.Collections.Concurrent;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http;

namespace Community.Platform.Storage.Images;

/// <summary>A stored picture.</summary>
/// <param name="Stored">The object.</param>
/// <param name="Width">In pixels, as it is shown.</param>
/// <param name="Height">In pixels, as it is shown.</param>
/// <param name="Placeholder">A ThumbHash in base64.</param>
public sealed record StoredImage(StoredObject Stored, int Width, int Height, string Placeholder);

/// <summary>
/// Stores pictures that users upload, and opens them in a width. A copy in a width is made when it is asked for first, and is kept beside
/// the original.
/// </summary>
public sealed class ImageStore
{
    private const long MaxSizeBytes = 16 * 1024 * 1024;
    private const int MostBroken = 1_000;
    private readonly IObjectStore _store;
    private readonly ImageScaler _scaler;
    private readonly SpoolSpace _space;
    private readonly ConcurrentDictionary<string, Lazy<Task>> _making = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _broken = new(StringComparer.Ordinal);

    internal ImageStore(IObjectStore store, ImageScaler scaler, SpoolSpace space) => (_store, _scaler, _space) = (store, scaler, space);

    /// <summary>Refuses an upload before it is read.</summary>
    /// <param name="body">The request's body: one that has arrived as a whole needs no room for its bytes. Null: it is not known.</param>
    /// <exception cref="Http.Problems.ProblemException">503: too many pictures are being prepared, or files stored.</exception>
    public void RequireRoom(Stream? body = null)
    {
        _scaler.RequireRoom();
        _space.RequireRoom(body);
    }

    /// <summary>
    /// Stores an uploaded picture under a new key: its type found by content, its size checked in its headers, its metadata removed
    /// (<see cref="ImageMetadata"/>), decoded once to see that it is whole.
    /// </summary>
    /// <param name="folder">The kind of picture, e.g. "pictures".</param>
    /// <param name="owner">The owner: <see cref="ObjectKey.PrefixOf"/> finds all of an owner's pictures.</param>
    /// <param name="upload">A request's body or a form's file; read once, to its end.</param>
    /// <param name="maxBytes">The largest upload allowed.</param>
    /// <param name="allowsMotion">Whether it may be animated.</param>
    /// <param name="cancellationToken">Cancels; nothing is stored then.</param>
    /// <exception cref="ObjectStoreException">It is too large, or the store fails.</exception>
    /// <exception cref="InvalidImageException">It is not a picture that we accept.</exception>
    /// <exception cref="Http.Problems.ProblemException">503: too many pictures are being prepared.</exception>
    public async Task<StoredImage> PutAsync(
        string folder,
        Guid owner,
        Stream upload,
        long maxBytes,
        bool allowsMotion = false,
        CancellationToken cancellationToken = default
    )
    {
        await using var original = await TemporaryFile.SpoolAsync(upload, maxBytes, _space, cancellationToken);
        // Metadata is removed and nothing added.
        await using var clean = TemporaryFile.Create(_space, original.Length);
        var image = Strip(original, clean, allowsMotion);
        var details = await _scaler.DescribeAsync(clean, image, cancellationToken);
        clean.Position = 0;
        var key = ObjectKey.New(folder, owner, ContentType.ExtensionOf(image.ContentType), details);
        var stored = await _store.PutAsync(key, clean, image.ContentType, long.MaxValue, cancellationToken);
        return new StoredImage(stored, details.Width, details.Height, details.Placeholder);
    }

    /// <summary>
    /// Opens a picture for the answer to a request. For HEAD only its metadata are asked for: no byte is read, and no copy is made. The
    /// length and the ETag of a copy that is not made yet are not known.
    /// </summary>
    /// <inheritdoc cref="OpenAsync(string, int?)"/>
    public async Task<ObjectContent?> OpenAsync(string key, int? width, HttpRequest request)
    {
        if (!request.IsHeadAsGet())
        {
            return await OpenAsync(key, width);
        }

        var size = width is { } asked && ContentType.IsImageExtension(Path.GetExtension(key)) ? ObjectKey.SizeOf(key, asked) : null;
        if (size is not null && await _store.FindAsync(size) is { } made)
        {
            return new ObjectContent(made, new UnreadContent(made.Length));
        }

        if (await _store.FindAsync(key) is not { } original)
        {
            return null;
        }

        if (size is null || _broken.ContainsKey(key))
        {
            return new ObjectContent(original, new UnreadContent(original.Length));
        }

        request.LeaveLengthOut();
        return new ObjectContent(new StoredObject(size, ContentType.Webp, 0, ETag: ""), new UnreadContent(length: null));
    }

    /// <summary>Opens a picture, in a width if it has one; null: it is not in the store.</summary>
    /// <param name="key">The picture's key. An object that is not a picture is opened as it is.</param>
    /// <param name="width">One of <see cref="PictureWidth"/>; null: the original.</param>
    /// <exception cref="Http.Problems.ProblemException">503: too many pictures are being prepared.</exception>
    public async Task<ObjectContent?> OpenAsync(string key, int? width)
    {
        if (width is not { } asked || !ContentType.IsImageExtension(Path.GetExtension(key)))
        {
            return await _store.GetAsync(key);
        }

        var size = ObjectKey.SizeOf(key, asked);
        if (await _store.GetAsync(size) is { } made)
        {
            return made;
        }

        if (!_broken.ContainsKey(key))
        {
            // All callers of this width wait for the same copy meanwhile.
            await _making.GetOrAdd(size, _ => new Lazy<Task>(() => MakeAsync(key, size, asked))).Value;
        }

        return await _store.GetAsync(size) ?? await _store.GetAsync(key);
    }

    private async Task MakeAsync(string key, string size, int width)
    {
        try
        {
            // Copied when its turn has come: the disk has room for the few that are decoded, not for all that wait.
            await using var scaled = await _scaler.ScaleAsync(() => CopyAsync(key), width);
            if (scaled is null)
            {
                return;
            }

            await _store.PutAsync(size, scaled, ContentType.Webp, MaxSizeBytes);
            if (await _store.FindAsync(key) is null)
            {
                // It was deleted meanwhile.
                await _store.DeleteAsync(size);
            }
        }
        catch (InvalidImageException)
        {
            // Stored before pictures were decoded. It is served as it is, and not tried again soon.
            if (_broken.Count >= MostBroken)
            {
                _broken.Clear();
            }

            _broken.TryAdd(key, true);
        }
        finally
        {
            _making.TryRemove(size, out _);
        }
    }

    // On the disk: the decoder seeks, and a bucket's answer cannot.
    private async Task<Stream?> CopyAsync(string key)
    {
        await using var content = await _store.GetAsync(key);
        return content is null
            ? null
            : await TemporaryFile.SpoolAsync(content.Content, content.About.Length, _space, CancellationToken.None);
    }

    private static ImageInfo Strip(FileStream original, FileStream clean, bool allowsMotion)
    {
        try
        {
            return ImageMetadata.Strip(original, clean, ImageMetadata.DefaultMaxPixels, allowsMotion);
        }
        catch (IOException e)
        {
            throw ObjectStoreException.OfDisk(e);
        }
    }
}
