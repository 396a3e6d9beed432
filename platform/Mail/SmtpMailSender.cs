using System.ComponentModel.DataAnnotations;
using System.Net.Security;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Community.Platform.Mail;

/// <summary>How to reach a mail server.</summary>
public sealed class SmtpOptions
{
    /// <summary>The server's name.</summary>
    public string Host { get; init; } = "";

    /// <summary>
    /// Its port, 1 to 65535: 587 for submission with STARTTLS (RFC 6409), 465 for submission over TLS from the first byte (RFC 8314).
    /// </summary>
    [Range(1, 65_535)]
    public int Port { get; init; } = 587;

    /// <summary>True (the default): TLS with a checked certificate, or nothing is sent.</summary>
    public bool UseTls { get; init; } = true;

    /// <summary>The account, if the server wants one.</summary>
    public string? Username { get; init; }

    /// <summary>The account's password.</summary>
    public string? Password { get; init; }

    /// <summary>The sender, if it is another than <c>Mail:From</c>.</summary>
    public string? From { get; init; }
}

/// <summary>Sends mails by SMTP, one connection for each: the worker sends few at a time, so a pool is not worth it.</summary>
internal sealed class SmtpMailSender(SmtpOptions options, string from) : IMailSender
{
    private const int ImplicitTlsPort = 465;

    /// <summary>How the server's certificate is checked; null: by the rules of the system.</summary>
    internal RemoteCertificateValidationCallback? CertificateCheck { get; init; }

    /// <summary>TLS from the first byte instead of STARTTLS, as on port 465.</summary>
    internal bool IsTlsImplicit { get; init; } = options.Port == ImplicitTlsPort;

    public async Task SendAsync(Guid id, MailMessage message, CancellationToken cancellationToken)
    {
        using var mime = Mime.Compose(id, from, message);
        using var client = new SmtpClient { ServerCertificateValidationCallback = CertificateCheck };
        try
        {
            await client.ConnectAsync(options.Host, options.Port, Security, cancellationToken);
            if (!string.IsNullOrEmpty(options.Username))
            {
                await client.AuthenticateAsync(options.Username, options.Password ?? "", cancellationToken);
            }

            await client.SendAsync(mime, cancellationToken);
        }
        catch (SmtpCommandException exception) when (IsPermanent(exception) && !IsLoginMissing(client))
        {
            throw new DeliveryRefusedException("The mail server refused the mail for good.", exception);
        }

        await DisconnectAsync(client, cancellationToken);
    }

    /// <summary>
    /// Whether the server has logins and none is configured. Some servers then refuse every recipient with 550, as if it did not exist:
    /// the mails wait until the login is configured.
    /// </summary>
    private bool IsLoginMissing(SmtpClient client) =>
        string.IsNullOrEmpty(options.Username) && client.Capabilities.HasFlag(SmtpCapabilities.Authentication);

    private SecureSocketOptions Security =>
        !options.UseTls ? SecureSocketOptions.None
        : IsTlsImplicit ? SecureSocketOptions.SslOnConnect
        : SecureSocketOptions.StartTls;

    // The mail is accepted. It is not sent again if the server closes the connection before it answers QUIT.
    private static async Task DisconnectAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception exception)
            when (exception is IOException or SmtpProtocolException or SmtpCommandException or OperationCanceledException)
        {
            // Dispose closes the connection.
        }
    }

    // RFC 5321 section 4.2.1: 5yz is permanent. Only an answer to this mail counts: a server that wants authentication (530), refuses the
    // sender or is misconfigured (502, 554 at the greeting) would otherwise fail every waiting mail.
    private static bool IsPermanent(SmtpCommandException exception) =>
        exception.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted
        && exception.StatusCode
            is SmtpStatusCode.MailboxUnavailable
                or SmtpStatusCode.MailboxNameNotAllowed
                or SmtpStatusCode.UserNotLocalTryAlternatePath;
}
