using System.Net.Mime;
using System.Text;
using Net = System.Net.Mail;

namespace Community.ServiceDefaults.Mail;

/// <summary>Composes what goes over the wire or into the pickup folder, so that both send the same.</summary>
internal static class Mime
{
    public static Net.MailMessage Compose(Guid id, string from, MailMessage message)
    {
        var sender = new Net.MailAddress(from);
        var mime = new Net.MailMessage(sender, new Net.MailAddress(message.To))
        {
            Subject = message.Subject,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
            Headers =
            {
                ["Message-ID"] = $"<{id:N}@{sender.Host}>",
                // RFC 3834 section 5: no holiday notices in answer to a machine
                ["Auto-Submitted"] = "auto-generated",
            },
        };
        foreach (var attachment in message.Attachments.Where(attachment => attachment.ContentId is null || message.Html is null))
        {
            mime.Attachments.Add(new Net.Attachment(new MemoryStream(attachment.Content), new ContentType(attachment.Type) { Name = attachment.Name })
            {
                TransferEncoding = TransferEncoding.Base64,
            });
        }

        if (message.Html is null)
        {
            mime.Body = message.Text;
            mime.BodyEncoding = Encoding.UTF8;
            mime.BodyTransferEncoding = TransferEncoding.QuotedPrintable;
            return mime;
        }

        mime.AlternateViews.Add(ViewOf(message.Text, MediaTypeNames.Text.Plain));
        var html = ViewOf(message.Html, MediaTypeNames.Text.Html);
        foreach (var picture in message.Attachments.Where(attachment => attachment.ContentId is not null))
        {
            html.LinkedResources.Add(new Net.LinkedResource(new MemoryStream(picture.Content), new ContentType(picture.Type) { Name = picture.Name })
            {
                ContentId = picture.ContentId,
                TransferEncoding = TransferEncoding.Base64,
            });
        }

        mime.AlternateViews.Add(html);
        return mime;
    }

    private static Net.AlternateView ViewOf(string content, string type)
    {
        var view = Net.AlternateView.CreateAlternateViewFromString(content, Encoding.UTF8, type);
        view.TransferEncoding = TransferEncoding.QuotedPrintable;
        return view;
    }
}
