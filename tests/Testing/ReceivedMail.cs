using System.Text;
using MimeKit;

namespace Community.Testing;

/// <summary>
/// A mail as its recipient sees it: read from an .eml file of a pickup folder, or from the data that a mail server received.
/// </summary>
/// <param name="To">The recipient's address, as it was sent.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Headers">By lower-case name; encoded words are decoded.</param>
/// <param name="Text">The plain text.</param>
/// <param name="Html">The HTML alternative, if there is one.</param>
/// <param name="Attachments">Pictures and files, inline or not.</param>
public sealed record ReceivedMail(
    string To,
    string Subject,
    IReadOnlyDictionary<string, string> Headers,
    string Text,
    string? Html,
    IReadOnlyList<ReceivedAttachment> Attachments
)
{
    /// <summary>The mails of a pickup folder, oldest first (their names are ids that sort by time); none if it does not exist.</summary>
    public static IReadOnlyList<ReceivedMail> ReadFolder(string folder) =>
        Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*.eml").Order(StringComparer.Ordinal).Select(file => Parse(File.ReadAllText(file)))]
            : [];

    /// <summary>Waits for a mail in a pickup folder.</summary>
    public static Task<ReceivedMail> WaitForAsync(string folder, Func<ReceivedMail, bool> which) =>
        Poll.ForAsync(() => Task.FromResult(ReadFolder(folder).LastOrDefault(which)), what: "a mail");

    /// <summary>Parses a mail.</summary>
    public static ReceivedMail Parse(string source)
    {
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(source));
        using var mail = MimeMessage.Load(bytes);
        return new ReceivedMail(
            mail.Headers[HeaderId.To]!.Trim('<', '>', ' '),
            mail.Subject ?? "",
            mail.Headers.Concat(mail.Body!.Headers)
                .DistinctBy(header => header.Field, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(header => header.Field.ToLowerInvariant(), header => header.Value, StringComparer.Ordinal),
            Lines(mail.TextBody)!,
            Lines(mail.HtmlBody),
            [.. mail.BodyParts.OfType<MimePart>().Where(part => !IsText(part)).Select(ReceivedAttachment.Of)]
        );
    }

    private static bool IsText(MimePart part) => part is TextPart { IsPlain: true } or TextPart { IsHtml: true };

    private static string? Lines(string? text) => text?.ReplaceLineEndings("\n").TrimEnd('\n');
}

/// <summary>A file in a mail.</summary>
/// <param name="Type">Its media type.</param>
/// <param name="ContentId">The id by which the HTML shows it; null: it is not shown inline.</param>
/// <param name="Content">The file.</param>
public sealed record ReceivedAttachment(string Type, string? ContentId, byte[] Content)
{
    internal static ReceivedAttachment Of(MimePart part)
    {
        using var content = new MemoryStream();
        part.Content!.DecodeTo(content);
        return new ReceivedAttachment(part.ContentType.MimeType, part.ContentId, content.ToArray());
    }
}
