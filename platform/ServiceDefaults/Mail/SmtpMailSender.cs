using System.Net;
using System.Net.Mail;

namespace Community.ServiceDefaults.Mail;

/// <summary>How to reach a mail server: configuration section <c>Mail:Smtp</c>.</summary>
public sealed class SmtpOptions
{
    /// <summary>The server's name.</summary>
    public string Host { get; init; } = "";

    /// <summary>Its port: 587 for submission (RFC 6409). Implicit TLS on port 465 is not spoken, STARTTLS is.</summary>
    public int Port { get; init; } = 587;

    /// <summary>True (the default): STARTTLS with a checked certificate, or nothing is sent.</summary>
    public bool UseTls { get; init; } = true;

    /// <summary>The account, if the server wants one.</summary>
    public string? Username { get; init; }

    /// <summary>The account's password.</summary>
    public string? Password { get; init; }

    /// <summary>The sender, if it is another than <c>Mail:From</c>.</summary>
    public string? From { get; init; }
}

/// <summary>Sends mails by SMTP, one connection for each: the worker's few at a time don't repay a pool.</summary>
internal sealed class SmtpMailSender(SmtpOptions options, string from) : IMailSender
{
    public async Task SendAsync(Guid id, MailMessage message, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient(options.Host, options.Port) { EnableSsl = options.UseTls };
        if (!string.IsNullOrEmpty(options.Username)) client.Credentials = new NetworkCredential(options.Username, options.Password);
        using var mime = Mime.Compose(id, from, message);
        try
        {
            await client.SendMailAsync(mime, cancellationToken);
        }
        catch (SmtpException e) when (IsPermanent(e))
        {
            throw new DeliveryRefusedException("The mail server refused the mail for good.", e);
        }
    }

    // RFC 5321 section 4.2.1: 5yz is permanent. Only what is about this mail counts: a server that wants
    // authentication (530) or is misconfigured (502, 554 at the greeting) would otherwise cost every mail that is waiting
    private static bool IsPermanent(SmtpException e) =>
        e.StatusCode is SmtpStatusCode.MailboxUnavailable or SmtpStatusCode.MailboxNameNotAllowed or SmtpStatusCode.UserNotLocalTryAlternatePath;
}
