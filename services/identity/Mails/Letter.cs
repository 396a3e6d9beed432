using System.Text;
using System.Text.Encodings.Web;
using Community.Platform.Mail;

namespace Community.Identity.Mails;

/// <summary>A mail of a few paragraphs with at most one link, as plain text and as simple HTML.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Paragraphs">Plain text, each a paragraph.</param>
/// <param name="Link">The link, placed after the first paragraph.</param>
/// <param name="LinkText">The text of the link in HTML.</param>
internal sealed record Letter(string Subject, IReadOnlyList<string> Paragraphs, string? Link = null, string? LinkText = null)
{
    private const string Signature = "Community";

    public MailMessage To(string address) => new(address, Subject, Text(), Html());

    private string Text()
    {
        var text = new StringBuilder().Append(Paragraphs[0]).Append("\n\n");
        if (Link is not null)
        {
            text.Append(Link).Append("\n\n");
        }

        foreach (var paragraph in Paragraphs.Skip(1))
        {
            text.Append(paragraph).Append("\n\n");
        }

        return text.Append(Signature).Append('\n').ToString();
    }

    private string Html()
    {
        var html = new StringBuilder("<!doctype html><html lang=\"en\"><body style=\"font-family:sans-serif;max-width:34em\">");
        html.Append("<p>").Append(Encoded(Paragraphs[0])).Append("</p>");
        if (Link is not null)
        {
            html.Append("<p><a href=\"").Append(Encoded(Link)).Append("\">").Append(Encoded(LinkText ?? Link)).Append("</a></p>");
        }

        foreach (var paragraph in Paragraphs.Skip(1))
        {
            html.Append("<p>").Append(Encoded(paragraph)).Append("</p>");
        }

        return html.Append("<p>").Append(Signature).Append("</p></body></html>").ToString();
    }

    private static string Encoded(string text) => HtmlEncoder.Default.Encode(text);
}
