using System.Text;
using System.Text.Unicode;
using Community.Platform.Storage;

namespace Community.Messaging.Attachments;

/// <summary>
/// Finds a file's type by its content, because names and declared types are only a client's claims. It knows the platform's pictures, PDF,
/// the usual kinds of sound and film, and plain text. HTML and SVG count as plain text, and are never shown as anything else.
/// </summary>
internal static class FileTypes
{
    public const string PlainText = "text/plain; charset=utf-8";

    /// <summary>How many bytes of a file's beginning are inspected.</summary>
    public const int BytesNeeded = 4096;

    /// <summary>The type of a file that begins with these bytes; null if it is not an accepted type.</summary>
    public static string? Detect(ReadOnlySpan<byte> head) =>
        ContentType.Detect(head) ?? SoundOrFilm(head) ?? (IsText(head) ? PlainText : null);

    /// <summary>Whether the file is shown in the page instead of being saved: only types that cannot run anything are.</summary>
    public static bool IsShown(string type) =>
        ContentType.IsImage(type)
        || type.StartsWith("audio/", StringComparison.Ordinal)
        || type.StartsWith("video/", StringComparison.Ordinal);

    public static string ExtensionOf(string type) =>
        type switch
        {
            PlainText => "txt",
            "audio/mpeg" => "mp3",
            "audio/ogg" => "ogg",
            "audio/wav" => "wav",
            "audio/flac" => "flac",
            "audio/mp4" => "m4a",
            "video/mp4" => "mp4",
            "video/quicktime" => "mov",
            "video/webm" => "webm",
            _ => ContentType.ExtensionOf(type),
        };

    // RFC 8794: the first bytes of Matroska, and so of WebM.
    private static ReadOnlySpan<byte> Ebml => [0x1a, 0x45, 0xdf, 0xa3];

    private static string? SoundOrFilm(ReadOnlySpan<byte> head) =>
        head.Length < 12 ? null
        : head[4..8].SequenceEqual("ftyp"u8) ? OfMp4Brand(head[8..12])
        : head.StartsWith(Ebml) && head.IndexOf("webm"u8) is > 0 and < 64 ? "video/webm"
        : head.StartsWith("OggS"u8) ? "audio/ogg"
        : head.StartsWith("fLaC"u8) ? "audio/flac"
        : head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WAVE"u8) ? "audio/wav"
        : head.StartsWith("ID3"u8) || IsMp3Frame(head) ? "audio/mpeg"
        : null;

    // ISO 14496-12: the major brand. Pictures in the same container (heic, avif) have other brands.
    private static string? OfMp4Brand(ReadOnlySpan<byte> brand) =>
        brand.SequenceEqual("M4A "u8) || brand.SequenceEqual("M4B "u8) ? "audio/mp4"
        : brand.SequenceEqual("qt  "u8) ? "video/quicktime"
        : brand.StartsWith("iso"u8)
        || brand.StartsWith("mp4"u8)
        || brand.StartsWith("avc"u8)
        || brand.StartsWith("M4V"u8)
        || brand.StartsWith("3gp"u8)
        || brand.SequenceEqual("dash"u8)
            ? "video/mp4"
        : null;

    // ISO 11172-3: the sync word, then a version, layer III, a bit rate and a sampling rate that exist.
    private static bool IsMp3Frame(ReadOnlySpan<byte> head) =>
        head[0] == 0xff
        && (head[1] & 0xe6) == 0xe2
        && (head[1] & 0x18) != 0x08
        && (head[2] & 0xf0) is not (0 or 0xf0)
        && (head[2] & 0x0c) != 0x0c;

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        // The last character may be incomplete.
        var whole = head.Length < BytesNeeded ? head : head[..^Cut(head)];
        return head.Length > 0 && Utf8.IsValid(whole) && !whole.ContainsAny(Binary);
    }

    private static int Cut(ReadOnlySpan<byte> head)
    {
        for (var cut = 1; cut <= 4; cut++)
        {
            if (Rune.DecodeFromUtf8(head[^cut..], out _, out _) == System.Buffers.OperationStatus.NeedMoreData)
            {
                return cut;
            }
        }

        return 0;
    }

    private static readonly System.Buffers.SearchValues<byte> Binary = System.Buffers.SearchValues.Create([
        .. Enumerable.Range(0, 32).Where(value => value is not ('\t' or '\n' or '\r' or '\f' or 0x1b)).Select(value => (byte)value),
        0x7f,
    ]);
}
