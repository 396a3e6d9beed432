using System.Buffers.Binary;
using System.Text;

namespace Community.Platform.Storage.Images;

/// <summary>WebP: a RIFF file (RFC 9649 section 2) of chunks, each a type, a length and its data, padded to an even length.</summary>
internal static class Webp
{
    private const byte XmpFlag = 0x04;
    private const byte ExifFlag = 0x08;

    public static ImageInfo Copy(ImageCopy copy)
    {
        var riff = copy.Read(12);
        var left = (long)BinaryPrimitives.ReadUInt32LittleEndian(riff[4..]) - 4;
        copy.Write(riff);
        ImageInfo? info = null;
        var hasPicture = false;
        while (left >= 8)
        {
            var head = copy.Peek(18);
            if (head.Length < 8)
            {
                throw ImageCopy.Truncated();
            }
            var type = Encoding.Latin1.GetString(head[..4]);
            var length = (long)BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            var padded = 8 + length + (length & 1);
            if (padded > left)
            {
                throw ImageCopy.Damaged();
            }
            left -= padded;
            if (SizeOf(copy, type, length) is { } size)
            {
                // The first chunk of an extended file has the size of the canvas, which the picture must not exceed.
                if (info is not null && (size.Width > info.Width || size.Height > info.Height))
                {
                    throw ImageCopy.Damaged();
                }
                info ??= size;
                if (copy.HeadersOnly)
                {
                    return info;
                }
            }

            if (info is null)
            {
                throw ImageCopy.Damaged();
            }
            hasPicture |= type is "VP8 " or "VP8L" or "ANMF";
            if (type is "ANIM" or "ANMF")
            {
                copy.Moves();
            }

            if (type == "VP8X")
            {
                CopyExtended(copy, length);
            }
            else if (type is "VP8 " or "VP8L" or "ALPH" or "ICCP" or "ANIM" or "ANMF")
            {
                copy.Copy(padded);
            }
            else
            {
                copy.Skip(padded);
            }
        }

        if (!hasPicture || left != 0)
        {
            throw ImageCopy.Damaged();
        }
        Span<byte> total = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(total, (uint)(copy.Written - copy.Began - 8));
        copy.Patch(copy.Began + 4, total);
        return info!;
    }

    private static ImageInfo? SizeOf(ImageCopy copy, string type, long length)
    {
        var data = copy.Peek(18)[8..];
        switch (type)
        {
            case "VP8X" when length == 10 && data.Length == 10:
                return copy.Sized(ContentType.Webp, 1 + UInt24(data[4..]), 1 + UInt24(data[7..]));
            case "VP8 "
                when length >= 10
                    && data.Length == 10
                    && (data[0] & 1) == 0
                    && data[3..6].SequenceEqual((ReadOnlySpan<byte>)[0x9d, 0x01, 0x2a]):
                // RFC 6386 section 9.1: a key frame's tag, start code, then 14 bits of width and of height below 2 bits of scale.
                return copy.Sized(
                    ContentType.Webp,
                    BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3fff,
                    BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3fff
                );
            case "VP8L" when length >= 5 && data.Length >= 5 && data[0] == 0x2f:
                // RFC 9649 section 3.4: a signature, then 14 bits of width and of height, each less one.
                var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
                return copy.Sized(ContentType.Webp, 1 + (bits & 0x3fff), 1 + ((bits >> 14) & 0x3fff));
            case "VP8X" or "VP8 " or "VP8L":
                throw ImageCopy.Damaged();
            default:
                return null;
        }
    }

    private static void CopyExtended(ImageCopy copy, long length)
    {
        Span<byte> chunk = stackalloc byte[18];
        copy.Read((int)(8 + length)).CopyTo(chunk);
        chunk[8] &= unchecked((byte)~(XmpFlag | ExifFlag));
        copy.Write(chunk);
    }

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
