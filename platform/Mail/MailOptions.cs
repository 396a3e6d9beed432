using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Mail;
using Community.Platform.Hosting.Configuration;

namespace Community.Platform.Mail;

/// <summary>Where mails go: into a folder or to a mail server.</summary>
[Settings("Mail")]
internal sealed class MailOptions : IValidatableObject
{
    private const string DefaultFrom = "Community <no-reply@community.invalid>";

    /// <summary>The folder for <c>.eml</c> files, instead of a server.</summary>
    public string? PickupFolder { get; init; }

    /// <summary>The sender; with a folder there is a default.</summary>
    public string? From { get; init; }

    /// <summary>The mail server.</summary>
    public SmtpOptions? Smtp { get; init; }

    /// <summary>The sender in force.</summary>
    public string Sender => Smtp?.From ?? From ?? DefaultFrom;

    internal bool HasFolder => !string.IsNullOrWhiteSpace(PickupFolder);

    private bool HasServer => !string.IsNullOrWhiteSpace(Smtp?.Host);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (HasFolder == HasServer)
        {
            yield return new("Mail needs either Mail:PickupFolder or Mail:Smtp:Host.");
        }

        if (HasServer && (Smtp!.From ?? From) is null)
        {
            yield return new("Mail by SMTP needs Mail:From.");
        }

        if (HasServer && !string.IsNullOrEmpty(Smtp!.Username) && !Smtp.UseTls && !IsLoopback(Smtp.Host))
        {
            yield return new("Mail:Smtp would send its password in the clear: set Mail:Smtp:UseTls.");
        }

        if (!MailAddress.TryCreate(Sender, out _))
        {
            yield return new("Mail:From is not a mail address.");
        }
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}

/// <summary>Where text messages go, unless the service sends them itself.</summary>
[Settings("Sms")]
internal sealed class SmsOptions : IValidatableObject
{
    /// <summary>The folder for text messages.</summary>
    public string PickupFolder { get; init; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PickupFolder.Length == 0)
        {
            yield return new("Text messages need Sms:PickupFolder.");
        }
    }
}
