using Community.Platform.Storage;
using SkiaSharp;

namespace Community.Platform.Tests.Storage;

/// <summary>Pictures that a decoder accepts, drawn for a test.</summary>
internal static class RealPictures
{
    /// <summary>Four quarters: red and green above, blue and white below.</summary>
    public static byte[] Quarters(string type, int width, int height, int orientation = 1)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        {
            Draw(canvas, 0, 0, SKColors.Red);
            Draw(canvas, 1, 0, SKColors.Lime);
            Draw(canvas, 0, 1, SKColors.Blue);
            Draw(canvas, 1, 1, SKColors.White);
        }

        using var pixels = bitmap.PeekPixels()!;
        var bytes = type switch
        {
            ContentType.Jpeg => pixels.Encode(SKEncodedImageFormat.Jpeg, 95)!.ToArray(),
            ContentType.Webp => pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 50))!.ToArray(),
            _ => pixels.Encode(SKEncodedImageFormat.Png, 100)!.ToArray(),
        };
        return orientation == 1 ? bytes : WithOrientation(bytes, (byte)orientation);

        void Draw(SKCanvas canvas, int x, int y, SKColor colour)
        {
            using var paint = new SKPaint { Color = colour };
            canvas.DrawRect(SKRect.Create(x * width / 2f, y * height / 2f, width / 2f, height / 2f), paint);
        }
    }

    // Big-endian TIFF with one entry: tag 0112, type SHORT, count 1.
    private static byte[] WithOrientation(byte[] jpeg, byte orientation)
    {
        byte[] exif = [.. "Exif\0\0MM\0*\0\0\0\b"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        return [0xff, 0xd8, 0xff, 0xe1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }
}
