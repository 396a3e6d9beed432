using MimeKit;

namespace Community.Platform.Mail;

/// <summary>Composes the mail that goes over the wire or into the pickup folder, so that both send the same.</summary>
internal static class Mime
{
    /// <exception cref="DeliveryRefusedException">The recipient's address cannot be written in a mail.</exception>
    public static MimeMessage Compose(Guid id, string from, MailMessage message)
    {
        var sender = MailboxAddress.Parse(from);
        var body = new BodyBuilder { TextBody = message.Text, HtmlBody = message.Html };
        foreach (var attachment in message.Attachments)
        {
            var isShown = attachment.ContentId is not null && message.Html is not null;
            var entity = (isShown ? body.LinkedResources : body.Attachments).Add(
                attachment.Name,
                attachment.Content,
                ContentType.Parse(attachment.Type)
            );
            entity.ContentId = isShown ? attachment.ContentId : null;
            if (entity is MimePart part)
            {
                part.ContentTransferEncoding = ContentEncoding.Base64;
            }
        }

        return new MimeMessage([sender], [Recipient(message.To)], message.Subject, body.ToMessageBody())
        {
            MessageId = $"{id:N}@{sender.Domain}",
            // RFC 3834 section 5: no automatic replies to an automatic mail.
            Headers = { { HeaderId.AutoSubmitted, "auto-generated" } },
        };
    }

    private static MailboxAddress Recipient(string address)
    {
        try
        {
            return new MailboxAddress(name: null, address);
        }
        catch (ParseException exception)
        {
            throw new DeliveryRefusedException("The address cannot be written in a mail.", exception);
        }
    }
}
