namespace Community.Platform.Storage.Images;

/// <summary>A picture's type and size, from its headers; nothing is decoded.</summary>
/// <param name="ContentType">One of <see cref="Storage.ContentType"/>'s image types.</param>
/// <param name="Width">In pixels, at least 1.</param>
/// <param name="Height">In pixels, at least 1.</param>
public sealed record ImageInfo(string ContentType, int Width, int Height)
{
    /// <summary>How many pixels a viewer would hold in memory: a small file can claim billions.</summary>
    public long Pixels => (long)Width * Height;

    /// <summary>Reads the headers of a JPEG, PNG, WebP or GIF.</summary>
    /// <param name="source">At its beginning; read as far as the size, synchronously, so a request's body must be stored first.</param>
    /// <exception cref="InvalidImageException">It is of no such type, or is damaged before its size.</exception>
    public static ImageInfo Read(Stream source) => ImageMetadata.Run(source, destination: null, long.MaxValue);
}

/// <summary>A file that is not a picture that we accept. Its message may be shown to the client (400 or 415).</summary>
public sealed class InvalidImageException(string message) : Exception(message);
