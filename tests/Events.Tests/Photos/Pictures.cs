using System.Buffers.Binary;
using System.Text;

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
            .. Segment(0xdb, new byte[65]),
            .. Segment(0xc2, [8, 0, 2, 0, 3, 1, 1, 0x11, 0]),
            .. Segment(0xda, [1, 1, 0, 0, 0, 0]),
            1,
            2,
            0xff,
            0x00,
            3,
            0xff,
            0xd9,
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
            .. Riff("VP8L", [0x2f, 2, 0x40, 0, 0, 7, 7]),
            .. Riff("EXIF", Encoding.ASCII.GetBytes(Secret)),
        ];
        return [.. "RIFF"u8, .. Little(chunks.Length + 4), .. "WEBP"u8, .. chunks];
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
