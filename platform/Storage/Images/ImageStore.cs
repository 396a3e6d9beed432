namespace Community.Platform.Storage.Images;

/// <summary>A stored picture.</summary>
public sealed record StoredImage(StoredObject Stored, ImageInfo Image);

/// <summary>Stores pictures that users upload.</summary>
public static class ImageStore
{
    /// <summary>
    /// Stores an uploaded picture under a new key: its type found by content, its size checked, its metadata removed
    /// (<see cref="ImageMetadata"/>).
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="folder">The kind of picture, e.g. "pictures".</param>
    /// <param name="owner">The owner: <see cref="ObjectKey.PrefixOf"/> finds all of an owner's pictures.</param>
    /// <param name="upload">A request's body or a form's file; read once, to its end.</param>
    /// <param name="maxBytes">The largest upload allowed.</param>
    /// <param name="maxPixels">The most pixels allowed, width times height.</param>
    /// <param name="cancellationToken">Cancels; nothing is stored then.</param>
    /// <exception cref="ObjectStoreException">It is too large, or the store fails.</exception>
    /// <exception cref="InvalidImageException">It is not a picture that we accept.</exception>
    public static async Task<StoredImage> PutImageAsync(
        this IObjectStore store,
        string folder,
        Guid owner,
        Stream upload,
        long maxBytes,
        long maxPixels = ImageMetadata.DefaultMaxPixels,
        CancellationToken cancellationToken = default
    )
    {
        await using var original = await TemporaryFile.SpoolAsync(upload, maxBytes, cancellationToken);
        await using var clean = TemporaryFile.Create();
        var image = Strip(original, clean, maxPixels);
        clean.Position = 0;
        var key = ObjectKey.New(folder, owner, ContentType.ExtensionOf(image.ContentType));
        return new StoredImage(await store.PutAsync(key, clean, image.ContentType, long.MaxValue, cancellationToken), image);
    }

    private static ImageInfo Strip(FileStream original, FileStream clean, long maxPixels)
    {
        try
        {
            return ImageMetadata.Strip(original, clean, maxPixels);
        }
        catch (IOException e)
        {
            throw ObjectStoreException.OfDisk(e);
        }
    }
}
