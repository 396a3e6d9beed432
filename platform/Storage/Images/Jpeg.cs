using System.Buffers.Binary;

namespace Community.Platform.Storage.Images;

/// <summary>JPEG: segments (ITU-T T.81 annex B), each a marker and a length, and entropy-coded data after each start of scan.</summary>
internal static class Jpeg
{
    private const byte StartOfScan = 0xda;
    private const byte EndOfImage = 0xd9;
    private const byte Exif = 0xe1;

    /// <summary>
    /// The most scans: each passes over the whole picture, so a small file could ask for hours. Encoders write 3 to 20.
    /// </summary>
    private const int MaxScans = 64;

    public static ImageInfo Copy(ImageCopy copy)
    {
        copy.Write(copy.Read(2)); // Start of image, already recognised.
        ImageInfo? info = null;
        var scans = 0;
        var oriented = false;
        while (true)
        {
            var marker = ReadMarker(copy);
            if (marker == EndOfImage)
            {
                if (scans == 0)
                {
                    throw ImageCopy.Damaged();
                }
                copy.Write([0xff, EndOfImage]);
                return info!;
            }

            // Markers without a length are not allowed between segments.
            if (marker is 0x01 or (>= 0xd0 and <= 0xd8))
            {
                throw ImageCopy.Damaged();
            }
            // Refused: hierarchical pictures (DHP, EXP), which no viewer shows, and a number of lines (DNL) before its frame.
            if (marker is 0xde or 0xdf || (marker == 0xdc && info is null))
            {
                throw ImageCopy.Damaged();
            }
            var length = BinaryPrimitives.ReadUInt16BigEndian(copy.Read(2)) - 2;
            if (length < 0)
            {
                throw ImageCopy.Damaged();
            }
            if (IsFrame(marker))
            {
                if (info is not null || length < 6)
                {
                    throw ImageCopy.Damaged();
                }
                var frame = copy.Peek(5);
                if (frame.Length < 5)
                {
                    throw ImageCopy.Truncated();
                }
                info = copy.Sized(
                    ContentType.Jpeg,
                    BinaryPrimitives.ReadUInt16BigEndian(frame[3..]),
                    BinaryPrimitives.ReadUInt16BigEndian(frame[1..])
                );
                if (IsProgressive(marker))
                {
                    copy.DecodedWhole(info.Pixels);
                }

                if (copy.HeadersOnly)
                {
                    return info;
                }
            }

            if (marker == Exif && !oriented)
            {
                oriented = CopyOrientation(copy, length);
            }
            else
            {
                CopySegment(copy, marker, length);
            }
            if (marker != StartOfScan)
            {
                continue;
            }
            if (info is null)
            {
                throw ImageCopy.Damaged();
            }
            if (++scans > MaxScans)
            {
                throw ImageCopy.Damaged();
            }

            if (scans == 2)
            {
                // Components in scans of their own are kept by the decoder for the whole picture, as progressive ones are.
                copy.DecodedWhole(info.Pixels);
            }

            CopyScan(copy);
        }
    }

    // SOF0 to SOF15 without the tables (DHT c4, DAC cc) and the reserved c8 among them.
    private static bool IsFrame(byte marker) => marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc);

    // SOF2, SOF6, SOF10 and SOF14: each scan refines coefficients that the decoder keeps for the whole picture.
    private static bool IsProgressive(byte marker) => marker is 0xc2 or 0xc6 or 0xca or 0xce;

    private static byte ReadMarker(ImageCopy copy)
    {
        if (copy.ReadByte() != 0xff)
        {
            throw ImageCopy.Damaged();
        }
        byte marker;
        do
        {
            marker = copy.ReadByte();
        } while (marker == 0xff); // Fill bytes may precede a marker.
        return marker;
    }

    private static void CopySegment(ImageCopy copy, byte marker, int length)
    {
        if (marker == 0xe0 && length >= 14 && copy.Peek(5).SequenceEqual("JFIF\0"u8))
        {
            // The density stays. The thumbnail is dropped, because it may show a part that was cropped away.
            Span<byte> jfif = stackalloc byte[14];
            copy.Read(14).CopyTo(jfif);
            jfif[12] = jfif[13] = 0;
            WriteSegment(copy, marker, jfif);
            copy.Skip(length - 14);
        }
        else if (IsPartOfPicture(copy, marker, length))
        {
            copy.Write([0xff, marker, (byte)((length + 2) >> 8), (byte)(length + 2)]);
            copy.Copy(length);
        }
        else
        {
            copy.Skip(length);
        }
    }

    private static bool IsPartOfPicture(ImageCopy copy, byte marker, int length) =>
        marker switch
        {
            // The meaning of the colours: an ICC profile, and Adobe's transform.
            0xe2 => length >= 14 && copy.Peek(12).SequenceEqual("ICC_PROFILE\0"u8),
            0xee => length >= 12 && copy.Peek(5).SequenceEqual("Adobe"u8),
            0xdb or 0xdd or 0xdc or StartOfScan => true,
            >= 0xc0 and <= 0xcf => true,
            _ => false,
        };

    // Within a scan, ff is followed by 00 (it was data) or a restart marker. Any other byte ends the scan.
    private static void CopyScan(ImageCopy copy)
    {
        while (copy.CopyUntil(0xff))
        {
            var next = copy.Peek(2);
            if (next.Length < 2)
            {
                break;
            }
            if (next[1] is not (0x00 or (>= 0xd0 and <= 0xd7)))
            {
                return;
            }
            copy.Write(copy.Read(2));
        }

        throw ImageCopy.Truncated();
    }

    /// <summary>
    /// Drops an APP1 segment. If it is EXIF with an orientation, it writes EXIF with only the orientation: without it the picture would be
    /// shown rotated.
    /// </summary>
    private static bool CopyOrientation(ImageCopy copy, int length)
    {
        const int Enough = 4096;
        var head = copy.Peek(Math.Min(length, Enough));
        var orientation = head.StartsWith("Exif\0\0"u8) ? OrientationOf(head[6..]) : 1;
        copy.Skip(length);
        if (orientation is < 2 or > 8)
        {
            return false;
        }
        // Big-endian TIFF with one entry: tag 0112, type SHORT, count 1.
        WriteSegment(
            copy,
            Exif,
            [.. "Exif\0\0MM\0*\0\0\0\b"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0]
        );
        return true;
    }

    // TIFF 6.0 section 2: byte order, 42, the offset of the first directory; its entries have 12 bytes each.
    private static int OrientationOf(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8)
        {
            return 1;
        }
        var little = tiff.StartsWith("II"u8);
        var at = little ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (at > tiff.Length - 2)
        {
            return 1;
        }
        var directory = tiff[(int)at..];
        var entries = ReadShort(directory, little);
        for (var i = 0; i < entries && directory.Length >= 2 + ((i + 1) * 12); i++)
        {
            var entry = directory.Slice(2 + (i * 12), 12);
            if (ReadShort(entry, little) == 0x0112)
            {
                return ReadShort(entry[8..], little);
            }
        }

        return 1;
    }

    private static int ReadShort(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static void WriteSegment(ImageCopy copy, byte marker, ReadOnlySpan<byte> content)
    {
        copy.Write([0xff, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2)]);
        copy.Write(content);
    }
}
