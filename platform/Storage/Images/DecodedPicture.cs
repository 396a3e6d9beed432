using SkiaSharp;

namespace Community.Platform.Storage.Images;

/// <summary>A picture's pixels, no more of them than a copy of some size needs where the format allows it.</summary>
internal sealed class DecodedPicture : IDisposable
{
    private readonly SKBitmap _pixels;
    private readonly SKEncodedOrigin _origin;
    private readonly SKSizeI _copy;

    private DecodedPicture(SKBitmap pixels, SKEncodedOrigin origin, SKSizeI size, SKSizeI copy) =>
        (_pixels, _origin, Width, Height, _copy) = (pixels, origin, size.Width, size.Height, copy);

    /// <summary>Of the original, in pixels, after the orientation was applied.</summary>
    public int Width { get; }

    /// <summary>Of the original, in pixels, after the orientation was applied.</summary>
    public int Height { get; }

    /// <summary>Decodes a picture for a copy that is at most so wide and so high.</summary>
    /// <param name="picture">A seekable stream, read from its beginning.</param>
    /// <param name="headers">The size that was found in its headers.</param>
    /// <param name="maxWidth">Of the copy, in pixels.</param>
    /// <param name="maxHeight">Of the copy, in pixels.</param>
    /// <param name="deadline">When the decoder must end.</param>
    /// <exception cref="InvalidImageException">It cannot be decoded whole, in time, or has another size than its headers say.</exception>
    public static DecodedPicture Read(Stream picture, ImageInfo headers, int maxWidth, int maxHeight, Deadline deadline)
    {
        picture.Position = 0;
        using var codec = SKCodec.Create(new TimedStream(picture, deadline)) ?? throw Undecodable();
        var stored = codec.Info.Size;
        // The limits were checked for the size in the headers: a decoder that finds another one reads another file than we did.
        if (stored != new SKSizeI(headers.Width, headers.Height))
        {
            throw Undecodable();
        }

        var origin = codec.EncodedOrigin;
        var size = IsTurned(origin) ? new SKSizeI(stored.Height, stored.Width) : stored;
        var scale = Math.Min(1.0, Math.Min((double)maxWidth / size.Width, (double)maxHeight / size.Height));
        var copy = new SKSizeI(Math.Max(1, (int)Math.Round(size.Width * scale)), Math.Max(1, (int)Math.Round(size.Height * scale)));
        var decoded = codec.GetScaledDimensions((float)scale);
        if ((long)decoded.Width * decoded.Height > ImageMetadata.MaxWholePixels)
        {
            throw Undecodable();
        }

        var pixels = new SKBitmap(
            new SKImageInfo(
                decoded.Width,
                decoded.Height,
                SKColorType.Rgba8888,
                codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Premul,
                SKColorSpace.CreateSrgb()
            )
        );
        if (codec.GetPixels(pixels.Info, pixels.GetPixels()) != SKCodecResult.Success)
        {
            pixels.Dispose();
            throw Undecodable();
        }

        // Otherwise each image that is made of them copies them.
        pixels.SetImmutable();
        return new DecodedPicture(pixels, origin, size, copy);
    }

    /// <summary>The copy, upright.</summary>
    public SKBitmap Draw()
    {
        var upright = new SKBitmap(
            new SKImageInfo(_copy.Width, _copy.Height, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb())
        );
        upright.Erase(SKColors.Transparent);
        using var canvas = new SKCanvas(upright);
        using var image = SKImage.FromBitmap(_pixels);
        canvas.SetMatrix(Upright(_origin, _copy.Width, _copy.Height));
        var (width, height) = IsTurned(_origin) ? (_copy.Height, _copy.Width) : (_copy.Width, _copy.Height);
        canvas.DrawImage(image, new SKRect(0, 0, width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return upright;
    }

    /// <summary>The copy's placeholder.</summary>
    /// <exception cref="InvalidImageException">There is no memory for it.</exception>
    public byte[] Hash()
    {
        using var drawn = Draw();
        using var from = drawn.PeekPixels();
        using var plain = new SKBitmap(drawn.Info.WithAlphaType(SKAlphaType.Unpremul));
        return from.ReadPixels(plain.Info, plain.GetPixels(), plain.RowBytes)
            ? ThumbHash.Of(plain.GetPixelSpan(), plain.Width, plain.Height)
            : throw Undecodable();
    }

    public void Dispose() => _pixels.Dispose();

    private static InvalidImageException Undecodable() => new("The picture is damaged, or of a kind that cannot be shown.");

    // EXIF 2.32, tag 0112: the last four orientations lie on a side.
    private static bool IsTurned(SKEncodedOrigin origin) => origin >= SKEncodedOrigin.LeftTop;

    private static SKMatrix Upright(SKEncodedOrigin origin, int width, int height) =>
        origin switch
        {
            SKEncodedOrigin.TopRight => new(-1, 0, width, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new(-1, 0, width, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new(1, 0, 0, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new(0, -1, width, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new(0, -1, width, -1, 0, height, 0, 0, 1),
            SKEncodedOrigin.LeftBottom => new(0, 1, 0, -1, 0, height, 0, 0, 1),
            _ => SKMatrix.Identity,
        };
}
