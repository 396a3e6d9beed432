using System.Globalization;
using System.Net;
using System.Text;
using Community.Platform.Http.Localization;

namespace Community.Platform.Mail;

/// <summary>A mail without its recipient: the same paragraphs as plain text and as HTML.</summary>
/// <param name="Subject">The subject; cut at 200 characters.</param>
/// <param name="Paragraphs">Of plain text; a paragraph may have several lines.</param>
/// <param name="Language">One of <see cref="TextLanguage"/>.</param>
/// <param name="HasCode">Whether the HTML shows the first inline picture.</param>
public sealed record MailDraft(string Subject, IReadOnlyList<string> Paragraphs, string Language, bool HasCode = false)
{
    private const int LongestSubject = 200;

    /// <summary>The mail to this address.</summary>
    /// <exception cref="ArgumentException">It is not a mail address.</exception>
    public MailMessage To(string address, params IReadOnlyList<MailAttachment> attachments) =>
        new(address, Cut(OneLine(Subject)), string.Join("\n\n", Paragraphs) + "\n", Html(attachments), attachments);

    private string Html(IReadOnlyList<MailAttachment> attachments)
    {
        var direction = Language == TextLanguage.Arabic ? "rtl" : "ltr";
        var html = new StringBuilder(
            $"<!DOCTYPE html><html lang=\"{Language}\" dir=\"{direction}\"><head><meta charset=\"utf-8\"></head><body>"
        );
        foreach (var paragraph in Paragraphs)
        {
            html.Append("<p>").Append(WebUtility.HtmlEncode(paragraph).Replace("\n", "<br>", StringComparison.Ordinal)).Append("</p>");
        }

        if (HasCode && attachments.FirstOrDefault(attachment => attachment.ContentId is not null) is { } code)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p><img src=\"cid:{code.ContentId}\" alt=\"QR\" width=\"240\" height=\"240\"></p>");
        }

        return html.Append("</body></html>").ToString();
    }

    private static string OneLine(string subject) =>
        string.Concat(subject.Select(character => char.IsControl(character) ? ' ' : character));

    /// <summary>At whole characters as people count them.</summary>
    private static string Cut(string subject)
    {
        if (subject.Length <= LongestSubject)
        {
            return subject;
        }

        var starts = StringInfo.ParseCombiningCharacters(subject);
        return subject[..starts.Last(start => start < LongestSubject)] + "…";
    }
}
