using System.Buffers.Binary;

namespace Community.Platform.Storage.Images;

/// <summary>GIF: a screen descriptor, colour tables, and blocks made of sub-blocks of at most 255 bytes (GIF89a specification).</summary>
internal static class Gif
{
    public static ImageInfo Copy(ImageCopy copy)
    {
        var screen = copy.Read(13);
        var info = copy.Sized(
            ContentType.Gif,
            BinaryPrimitives.ReadUInt16LittleEndian(screen[6..]),
            BinaryPrimitives.ReadUInt16LittleEndian(screen[8..])
        );
        if (copy.HeadersOnly)
        {
            return info;
        }
        var colours = ColourTableLength(screen[10]);
        copy.Write(screen);
        copy.Copy(colours);
        var hasPicture = false;
        while (true)
        {
            switch (copy.ReadByte())
            {
                case 0x2c: // An image: its position and size, its colours, the code size, the data.
                    if (hasPicture)
                    {
                        copy.Moves();
                    }

                    var place = copy.Read(9);
                    colours = ColourTableLength(place[8]);
                    copy.Write([0x2c]);
                    copy.Write(place);
                    copy.Copy(colours + 1);
                    CopySubBlocks(copy, keep: true);
                    hasPicture = true;
                    break;
                case 0x21:
                    CopyExtension(copy);
                    break;
                case 0x3b when hasPicture:
                    copy.Write([0x3b]);
                    return info;
                default:
                    throw ImageCopy.Damaged();
            }
        }
    }

    private static int ColourTableLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    // Kept: graphic control (f9), and the two application blocks that only say how often to loop. Dropped: comments, text, XMP and all
    // others.
    private static void CopyExtension(ImageCopy copy)
    {
        var label = copy.ReadByte();
        var head = copy.Peek(12);
        var keep =
            label == 0xf9
            || (
                label == 0xff
                && head.Length == 12
                && head[0] == 11
                && (head[1..].SequenceEqual("NETSCAPE2.0"u8) || head[1..].SequenceEqual("ANIMEXTS1.0"u8))
            );
        if (keep)
        {
            copy.Write([0x21, label]);
        }
        CopySubBlocks(copy, keep);
    }

    private static void CopySubBlocks(ImageCopy copy, bool keep)
    {
        while (true)
        {
            var length = copy.ReadByte();
            if (keep)
            {
                copy.Write([length]);
                copy.Copy(length);
            }
            else
            {
                copy.Skip(length);
            }

            if (length == 0)
            {
                return;
            }
        }
    }
}
