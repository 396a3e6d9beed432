namespace Community.Platform.Storage.Images;

/// <summary>
/// Removes the metadata of a picture: place, time and device (EXIF, XMP, IPTC), comments, embedded thumbnails, and data after its end,
/// where another file might hide. The pixel data is copied unchanged, so nothing is lost and nothing is decoded. The allowed parts are a
/// fixed list. Unknown parts are dropped, or refused if the picture needs them.
/// </summary>
public static class ImageMetadata
{
    /// <summary>The default limit of a picture's size: 50 megapixels, more than phones and most cameras make.</summary>
    public const long DefaultMaxPixels = 50_000_000;

    /// <summary>
    /// Copies a JPEG, PNG, WebP or GIF without its metadata. Memory is bounded for any file; both streams are used synchronously.
    /// </summary>
    /// <param name="source">At its beginning.</param>
    /// <param name="destination">Must be seekable, because WebP has its length before its content.</param>
    /// <param name="maxPixels">More pixels than this (width times height) are refused.</param>
    /// <exception cref="InvalidImageException">Not a picture, damaged, truncated, or too many pixels. Discard the destination
    /// then.</exception>
    public static ImageInfo Strip(Stream source, Stream destination, long maxPixels = DefaultMaxPixels) =>
        Run(source, destination, maxPixels);

    internal static ImageInfo Run(Stream source, Stream? destination, long maxPixels)
    {
        using var copy = new ImageCopy(source, destination, maxPixels);
        return ContentType.Detect(copy.Peek(ContentType.BytesNeeded)) switch
        {
            ContentType.Jpeg => Jpeg.Copy(copy),
            ContentType.Png => Png.Copy(copy),
            ContentType.Webp => Webp.Copy(copy),
            ContentType.Gif => Gif.Copy(copy),
            _ => throw new InvalidImageException("This is not a JPEG, PNG, WebP or GIF picture."),
        };
    }
}
