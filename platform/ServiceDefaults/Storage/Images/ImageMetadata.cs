namespace Community.ServiceDefaults.Storage;

/// <summary>
/// Removes from a picture whatever is not the picture: where and when it was taken and with what (EXIF, XMP, IPTC), comments, embedded
/// thumbnails, and anything after its end, where another file might hide. The pixels' data is copied as it is, so nothing is lost
/// and nothing is decoded. What remains is a list of allowed parts: what we don't know is dropped, or refused if the picture needs it.
/// </summary>
public static class ImageMetadata
{
    /// <summary>What pictures may claim by default: 50 megapixels, more than telephones and most cameras take.</summary>
    public const long DefaultMaxPixels = 50_000_000;

    /// <summary>Copies a JPEG, PNG, WebP or GIF without its metadata. Memory is bounded whatever the file says; both streams are used synchronously.</summary>
    /// <param name="source">At its beginning.</param>
    /// <param name="destination">Must be seekable, since WebP's length stands before its content.</param>
    /// <param name="maxPixels">More pixels than this (width times height) are refused.</param>
    /// <exception cref="InvalidImageException">Not a picture, damaged, truncated, or too many pixels. Discard what was written then.</exception>
    public static ImageInfo Strip(Stream source, Stream destination, long maxPixels = DefaultMaxPixels) => Run(source, destination, maxPixels);

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
