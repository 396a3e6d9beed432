using System.Buffers.Binary;
using System.Text;
using SkiaSharp;

namespace Community.Events.Tests.Photos;

/// <summary>Small pictures built by hand, with a position in the places where cameras store it.</summary>
internal static class Pictures
{
    public const string Secret = "GPS 52.5200N 13.4050E";

    public static byte[] Jpeg() =>
        [
            0xff,
            0xd8,
            .. Segment(0xe1, [.. "Exif\0\0"u8, .. "MM\0*\0\0\0\x08\0\0\0\0\0\0"u8, .. Encoding.ASCII.GetBytes(Secret)]),
            .. Segment(0xfe, Encoding.ASCII.GetBytes(Secret)),
            .. Drawn(SKEncodedImageFormat.Jpeg)[2..],
        ];

    public static byte[] Png()
    {
        var plain = Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        );
        const int afterHeader = 33;
        return [.. plain[..afterHeader], .. Chunk("tEXt", Encoding.ASCII.GetBytes("Comment\0" + Secret)), .. plain[afterHeader..]];
    }

    public static byte[] Webp()
    {
        byte[] chunks =
        [
            .. Riff("VP8X", [0x0c, 0, 0, 0, 2, 0, 0, 1, 0, 0]),
            .. LosslessWebp()[12..],
            .. Riff("EXIF", Encoding.ASCII.GetBytes(Secret)),
        ];
        return [.. "RIFF"u8, .. Little(chunks.Length + 4), .. "WEBP"u8, .. chunks];
    }

    /// <summary>Three by two red pixels.</summary>
    private static byte[] Drawn(SKEncodedImageFormat format)
    {
        using var pixels = new SKBitmap(3, 2);
        pixels.Erase(SKColors.Red);
        return pixels.Encode(format, 80)!.ToArray();
    }

    private static byte[] LosslessWebp()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(3, 2, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(SKColors.Red);
        using var pixels = bitmap.PeekPixels()!;
        var webp = pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 50))!.ToArray();
        // Without the chunks around it (a colour profile), only the picture.
        var at = webp.AsSpan().IndexOf("VP8L"u8);
        return [.. webp[..12], .. webp[at..]];
    }

    private static byte[] Segment(byte marker, byte[] data) =>
        [0xff, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

    private static byte[] Riff(string type, byte[] data) =>
        [.. Encoding.ASCII.GetBytes(type), .. Little(data.Length), .. data, .. data.Length % 2 == 1 ? new byte[1] : []];

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] content = [.. Encoding.ASCII.GetBytes(type), .. data];
        return [.. Big((uint)data.Length), .. content, .. Big(Crc(content))];
    }

    private static byte[] Little(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }

    private static byte[] Big(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
