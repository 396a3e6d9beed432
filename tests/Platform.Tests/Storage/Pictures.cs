using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Community.Platform.Storage;

namespace Community.Platform.Tests.Storage;

/// <summary>Small pictures built by hand, with secrets in the places where cameras and editors store them.</summary>
internal static class Pictures
{
    public const string Secret = "GPS 52.5200N 13.4050E";
    public static readonly byte[] Script = Encoding.ASCII.GetBytes("<script>alert(1)</script>PK\x03\x04");

    public static byte[] Jpeg(int width = 3, int height = 2, int orientation = 6, bool bigEndian = true) =>
        [
            0xff,
            0xd8,
            .. Segment(0xe0, [.. "JFIF\0"u8, 1, 1, 0, 0, 72, 0, 72, 1, 1, 9, 9, 9]), // With a thumbnail of one pixel.
            .. Segment(0xe1, [.. "Exif\0\0"u8, .. Tiff(orientation, bigEndian), .. Encoding.ASCII.GetBytes(Secret)]),
            .. Segment(0xe1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Encoding.ASCII.GetBytes(Secret)]),
            .. Segment(0xed, [.. "Photoshop 3.0\0"u8, .. Encoding.ASCII.GetBytes(Secret)]),
            .. Segment(0xe2, [.. "ICC_PROFILE\0"u8, 1, 1, 42]),
            .. Segment(0xfe, Encoding.ASCII.GetBytes(Secret)),
            .. Segment(0xdb, new byte[65]),
            .. Segment(0xc2, [8, .. Short(height), .. Short(width), 1, 1, 0x11, 0]),
            .. Segment(0xda, [1, 1, 0, 0, 0, 0]),
            1,
            2,
            0xff,
            0x00,
            3,
            0xff,
            0xd0,
            4,
            .. Segment(0xda, [1, 1, 0, 1, 63, 0]),
            5,
            6, // A second scan, as in progressive pictures.
            0xff,
            0xd9,
        ];

    public static byte[] Png(uint width = 3, uint height = 2)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(new byte[64]);
        }
        return
        [
            0x89,
            .. "PNG\r\n\x1a\n"u8,
            .. Chunk("IHDR", [.. Long(width), .. Long(height), 8, 2, 0, 0, 0]),
            .. Chunk("gAMA", Long(45455)),
            .. Chunk("tEXt", Encoding.ASCII.GetBytes("Comment\0" + Secret)),
            .. Chunk("iTXt", Encoding.ASCII.GetBytes("XML:com.adobe.xmp\0\0\0\0\0" + Secret)),
            .. Chunk("eXIf", [.. Tiff(6, true), .. Encoding.ASCII.GetBytes(Secret)]),
            .. Chunk("tIME", [7, 0xea, 1, 2, 3, 4, 5]),
            .. Chunk("prVt", Encoding.ASCII.GetBytes(Secret)),
            .. Chunk("IDAT", data.ToArray()),
            .. Chunk("IEND", []),
        ];
    }

    public static byte[] Webp(int width = 3, int height = 2)
    {
        byte[] chunks =
        [
            .. Riff("VP8X", [0x0c, 0, 0, 0, .. Int24(width - 1), .. Int24(height - 1)]),
            .. Riff("VP8L", [0x2f, .. Little((uint)(width - 1) | ((uint)(height - 1) << 14)), 7, 7]),
            .. Riff("EXIF", [.. Tiff(6, false), .. Encoding.ASCII.GetBytes(Secret)]),
            .. Riff("XMP ", Encoding.ASCII.GetBytes(Secret)),
            .. Riff("JUNK", Encoding.ASCII.GetBytes(Secret)),
        ];
        return [.. "RIFF"u8, .. Little((uint)chunks.Length + 4), .. "WEBP"u8, .. chunks];
    }

    public static byte[] LossyWebp(int width, int height)
    {
        var chunk = Riff("VP8 ", [0x10, 0, 0, 0x9d, 0x01, 0x2a, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 1, 2]);
        return [.. "RIFF"u8, .. Little((uint)chunk.Length + 4), .. "WEBP"u8, .. chunk];
    }

    public static byte[] Gif(int width = 3, int height = 2) =>
        [
            .. "GIF89a"u8,
            (byte)width,
            (byte)(width >> 8),
            (byte)height,
            (byte)(height >> 8),
            0x80,
            0,
            0,
            0,
            0,
            0,
            255,
            255,
            255,
            0x21,
            0xff,
            11,
            .. "NETSCAPE2.0"u8,
            3,
            1,
            0,
            0,
            0,
            0x21,
            0xfe,
            (byte)Secret.Length,
            .. Encoding.ASCII.GetBytes(Secret),
            0,
            0x21,
            0xff,
            11,
            .. "XMP DataXMP"u8,
            (byte)Secret.Length,
            .. Encoding.ASCII.GetBytes(Secret),
            0,
            0x2c,
            0,
            0,
            0,
            0,
            (byte)width,
            0,
            (byte)height,
            0,
            0,
            2,
            2,
            0x44,
            1,
            0,
            0x3b,
        ];

    /// <summary>A PNG whose pixels end early, although each of its chunks is whole.</summary>
    public static byte[] PngWithHalfOfItsData(byte[] whole)
    {
        var at = whole.AsSpan().IndexOf("IDAT"u8) - 4;
        var length = BinaryPrimitives.ReadInt32BigEndian(whole.AsSpan(at));
        return [.. whole[..at], .. Chunk("IDAT", whole[(at + 8)..(at + 8 + (length / 2))]), .. Chunk("IEND", [])];
    }

    public static byte[] MovingPng()
    {
        var still = Png();
        const int afterHeader = 33;
        return [.. still[..afterHeader], .. Chunk("acTL", [0, 0, 0, 2, 0, 0, 0, 0]), .. still[afterHeader..]];
    }

    public static byte[] MovingWebp()
    {
        byte[] chunks =
        [
            .. Riff("VP8X", [0x02, 0, 0, 0, .. Int24(2), .. Int24(1)]),
            .. Riff("ANIM", [0, 0, 0, 0, 0, 0]),
            .. Riff("ANMF", new byte[24]),
        ];
        return [.. "RIFF"u8, .. Little((uint)chunks.Length + 4), .. "WEBP"u8, .. chunks];
    }

    public static byte[] Of(string type) =>
        type switch
        {
            ContentType.Jpeg => Jpeg(),
            ContentType.Png => Png(),
            ContentType.Webp => Webp(),
            _ => Gif(),
        };

    /// <summary>A TIFF header and a directory of two entries: a camera's name, and the orientation.</summary>
    private static byte[] Tiff(int orientation, bool bigEndian)
    {
        var tiff = new byte[8 + 2 + 24 + 4];
        Encoding.ASCII.GetBytes(bigEndian ? "MM\0*" : "II*\0").CopyTo(tiff, 0);
        Put32(4, 8);
        Put16(8, 2);
        Put16(10, 0x010f);
        Put16(12, 2);
        Put32(14, 4);
        Put16(22, 0x0112);
        Put16(24, 3);
        Put32(26, 1);
        Put16(30, (ushort)orientation);
        return tiff;

        void Put16(int at, ushort value)
        {
            if (bigEndian)
            {
                BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(at), value);
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(at), value);
            }
        }

        void Put32(int at, uint value)
        {
            if (bigEndian)
            {
                BinaryPrimitives.WriteUInt32BigEndian(tiff.AsSpan(at), value);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(tiff.AsSpan(at), value);
            }
        }
    }

    private static byte[] Segment(byte marker, byte[] content) => [0xff, marker, .. Short(content.Length + 2), .. content];

    private static byte[] Chunk(string type, byte[] content)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. content];
        var crc = new Platform.Storage.Images.Png.Crc32();
        crc.Append(body);
        return [.. Long((uint)content.Length), .. body, .. Long(crc.Value)];
    }

    private static byte[] Riff(string type, byte[] content) =>
        [.. Encoding.ASCII.GetBytes(type), .. Little((uint)content.Length), .. content, .. new byte[content.Length & 1]];

    private static byte[] Short(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Long(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] Little(uint value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];

    private static byte[] Int24(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];
}
