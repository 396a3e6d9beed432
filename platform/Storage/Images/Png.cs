using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Text;

namespace Community.Platform.Storage.Images;

/// <summary>PNG: a signature and chunks (W3C PNG, third edition, section 5), each a length, a type, its data and a checksum.</summary>
internal static class Png
{
    // The picture, its colours and, for animations, its frames. Every other ancillary chunk (eXIf, tEXt, iTXt, zTXt, tIME, private ones) is
    // dropped.
    private static readonly FrozenSet<string> Kept = new[]
    {
        "IHDR",
        "PLTE",
        "IDAT",
        "IEND",
        "tRNS",
        "gAMA",
        "cHRM",
        "sRGB",
        "iCCP",
        "sBIT",
        "bKGD",
        "hIST",
        "pHYs",
        "sPLT",
        "cICP",
        "mDCV",
        "cLLI",
        "acTL",
        "fcTL",
        "fdAT",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static ImageInfo Copy(ImageCopy copy)
    {
        copy.Write(copy.Read(8));
        ImageInfo? info = null;
        var hasData = false;
        while (true)
        {
            var head = copy.Peek(16);
            if (head.Length < 12)
            {
                throw ImageCopy.Truncated();
            }
            var length = BinaryPrimitives.ReadUInt32BigEndian(head);
            var type = Encoding.Latin1.GetString(head[4..8]);
            if (length > int.MaxValue || !type.All(char.IsAsciiLetter) || (info is null) != (type == "IHDR"))
            {
                throw ImageCopy.Damaged();
            }
            if (info is null)
            {
                info = ReadSize(copy, length);
                if (copy.HeadersOnly)
                {
                    return info;
                }
            }

            if (type == "acTL")
            {
                copy.Moves();
            }

            if (Kept.Contains(type))
            {
                CopyChunk(copy, length);
            }
            else if (char.IsAsciiLetterUpper(type[0]))
            {
                throw ImageCopy.Damaged();
            } // An unknown chunk that the picture needs.
            else
            {
                copy.Skip(12L + length);
            }
            hasData |= type == "IDAT" && length > 0;
            if (type != "IEND")
            {
                continue;
            }
            if (!hasData || length != 0)
            {
                throw ImageCopy.Damaged();
            }
            return info;
        }
    }

    private static ImageInfo ReadSize(ImageCopy copy, uint length)
    {
        var head = copy.Peek(16);
        if (length != 13 || head.Length < 16)
        {
            throw ImageCopy.Damaged();
        }
        return copy.Sized(
            ContentType.Png,
            BinaryPrimitives.ReadUInt32BigEndian(head[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(head[12..])
        );
    }

    private static void CopyChunk(ImageCopy copy, uint length)
    {
        copy.Write(copy.Read(4));
        var crc = new Crc32();
        copy.Copy(4L + length, piece => crc.Append(piece.Span));
        var stored = copy.Read(4);
        if (BinaryPrimitives.ReadUInt32BigEndian(stored) != crc.Value)
        {
            throw ImageCopy.Damaged();
        }
        copy.Write(stored);
    }

    /// <summary>
    /// The checksum of PNG annex D (ISO 3309): the framework has no implementation, and System.IO.Hashing is a separate package.
    /// </summary>
    internal sealed class Crc32
    {
        private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];
        private uint _crc = uint.MaxValue;

        public uint Value => ~_crc;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            var crc = _crc;
            foreach (var b in bytes)
            {
                crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
            }
            _crc = crc;
        }

        private static uint Entry(int index)
        {
            var entry = (uint)index;
            for (var bit = 0; bit < 8; bit++)
            {
                entry = (entry & 1) == 0 ? entry >> 1 : 0xedb88320 ^ (entry >> 1);
            }
            return entry;
        }
    }
}
