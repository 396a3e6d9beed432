using System.Buffers.Binary;

namespace Community.Platform.Storage;

/// <summary>
/// Finds a file's type by its content; names and declared types are a client's claims. It knows only types that a browser shows without
/// running content of the file, so never SVG or HTML.
/// </summary>
public static class ContentType
{
    /// <summary>JPEG (ITU-T T.81).</summary>
    public const string Jpeg = "image/jpeg";

    /// <summary>PNG (RFC 2083 and W3C PNG, third edition).</summary>
    public const string Png = "image/png";

    /// <summary>WebP (RFC 9649).</summary>
    public const string Webp = "image/webp";

    /// <summary>GIF87a or GIF89a.</summary>
    public const string Gif = "image/gif";

    /// <summary>PDF (ISO 32000).</summary>
    public const string Pdf = "application/pdf";

    /// <summary>How many bytes of a file's beginning <see cref="Detect"/> needs; with fewer bytes a type may not be recognised.</summary>
    public const int BytesNeeded = 32;

    /// <summary>The type of a file that starts with these bytes, or null if it is not a known one.</summary>
    public static string? Detect(ReadOnlySpan<byte> head) =>
        IsPng(head) ? Png
        : IsJpeg(head) ? Jpeg
        : IsWebp(head) ? Webp
        : IsGif(head) ? Gif
        : IsPdf(head) ? Pdf
        : null;

    /// <summary>The usual file extension of a known type, without the dot.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is not one of those known.</exception>
    public static string ExtensionOf(string contentType) =>
        contentType switch
        {
            Jpeg => "jpg",
            Png => "png",
            Webp => "webp",
            Gif => "gif",
            Pdf => "pdf",
            _ => throw new ArgumentOutOfRangeException(nameof(contentType), contentType, "Not a known type."),
        };

    /// <summary>True for the known types that are pictures.</summary>
    public static bool IsImage(string? contentType) => contentType is Jpeg or Png or Webp or Gif;

    /// <summary>True for the file extensions of pictures, with the dot.</summary>
    internal static bool IsImageExtension(string extension) => extension is ".jpg" or ".png" or ".webp" or ".gif";

    private static bool IsPng(ReadOnlySpan<byte> head) =>
        head.Length >= 24
        && head[0] == 0x89
        && head[1..].StartsWith("PNG\r\n\x1a\n"u8)
        && BinaryPrimitives.ReadUInt32BigEndian(head[8..]) == 13
        && head[12..16].SequenceEqual("IHDR"u8);

    // SOI, then a marker that may begin a segment: tables, a frame, application data or a comment.
    private static bool IsJpeg(ReadOnlySpan<byte> head) =>
        head.Length >= 6
        && head[0] == 0xff
        && head[1] == 0xd8
        && head[2] == 0xff
        && head[3] is (>= 0xc0 and <= 0xcf) or 0xdb or 0xdd or (>= 0xe0 and <= 0xef) or 0xfe
        && BinaryPrimitives.ReadUInt16BigEndian(head[4..]) >= 2;

    private static bool IsWebp(ReadOnlySpan<byte> head) =>
        head.Length >= 16
        && head.StartsWith("RIFF"u8)
        && head[8..12].SequenceEqual("WEBP"u8)
        && (head[12..16].SequenceEqual("VP8 "u8) || head[12..16].SequenceEqual("VP8L"u8) || head[12..16].SequenceEqual("VP8X"u8));

    private static bool IsGif(ReadOnlySpan<byte> head) =>
        head.Length >= 13
        && (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
        && BinaryPrimitives.ReadUInt16LittleEndian(head[6..]) > 0
        && BinaryPrimitives.ReadUInt16LittleEndian(head[8..]) > 0;

    private static bool IsPdf(ReadOnlySpan<byte> head) =>
        head.Length >= 8
        && head.StartsWith("%PDF-"u8)
        && head[5] is (byte)'1' or (byte)'2'
        && head[6] == '.'
        && char.IsAsciiDigit((char)head[7]);
}
