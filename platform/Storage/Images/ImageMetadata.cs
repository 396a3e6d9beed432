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
    /// The limit of a picture that can only be decoded as a whole (a PNG, a WebP, a GIF, a progressive JPEG): 25 megapixels, which are 100
    /// MB of memory.
    /// </summary>
    public const long MaxWholePixels = 25_000_000;

    /// <summary>
    /// Copies a JPEG, PNG, WebP or GIF without its metadata. Memory is bounded for any file; both streams are used synchronously.
    /// </summary>
    /// <param name="source">At its beginning.</param>
    /// <param name="destination">Must be seekable, because WebP has its length before its content.</param>
    /// <param name="maxPixels">More pixels than this (width times height) are refused.</param>
    /// <param name="allowsMotion">False: animated PNG and WebP, and GIF of several frames, are refused.</param>
    /// <exception cref="InvalidImageException">Not a picture, damaged, truncated, animated, or too many pixels. Discard the destination
    /// then.</exception>
    public static ImageInfo Strip(Stream source, Stream destination, long maxPixels = DefaultMaxPixels, bool allowsMotion = true) =>
        Run(source, destination, maxPixels, allowsMotion);

    internal static ImageInfo Run(Stream source, Stream? destination, long maxPixels, bool allowsMotion = true)
    {
        using var copy = new ImageCopy(source, destination, maxPixels, allowsMotion);
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
