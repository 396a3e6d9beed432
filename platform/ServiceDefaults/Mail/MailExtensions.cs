using System.Net;
using System.Net.Mail;
using Community.ServiceDefaults.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Community.ServiceDefaults.Mail;

/// <summary>Adds mail and text messages.</summary>
public static class MailExtensions
{
    private const string DefaultFrom = "Community <no-reply@community.invalid>";

    /// <summary>
    /// Lets a service promise mails and text messages in its transactions (<see cref="Deliveries"/>) and sends them in the background:
    /// mails to the folder <c>Mail:PickupFolder</c> or by SMTP (<c>Mail:Smtp</c>), from <c>Mail:From</c>; text messages to the
    /// folder <c>Sms:PickupFolder</c>, unless the service has registered an <see cref="ISmsSender"/> of its own.
    /// </summary>
    /// <exception cref="InvalidOperationException">Neither or both ways of mail are configured, or no way for text messages.</exception>
    public static WebApplicationBuilder AddMail<TDb>(this WebApplicationBuilder builder)
        where TDb : ServiceDbContext
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(MailSenderOf(builder.Configuration));
        if (!builder.Services.Any(service => service.ServiceType == typeof(ISmsSender)))
            builder.Services.AddSingleton<ISmsSender>(SmsSenderOf(builder.Configuration));
        builder.Services.TryAddSingleton<DeliverySignal>();
        builder.Services.Configure<DeliveryOptions>(builder.Configuration.GetSection("Deliveries"));
        builder.Services.AddHostedService<DeliveryWorker<TDb>>();
        return builder;
    }

    private static IMailSender MailSenderOf(ConfigurationManager configuration)
    {
        var folder = configuration["Mail:PickupFolder"];
        var smtp = configuration.GetSection("Mail:Smtp").Get<SmtpOptions>();
        var hasFolder = !string.IsNullOrWhiteSpace(folder);
        if (hasFolder == !string.IsNullOrWhiteSpace(smtp?.Host))
            throw new InvalidOperationException("Mail needs either Mail:PickupFolder or Mail:Smtp:Host.");

        var from = smtp?.From ?? configuration["Mail:From"];
        if (hasFolder) return new PickupFolderMailSender(folder!, Checked(from ?? DefaultFrom));
        if (from is null) throw new InvalidOperationException("Mail by SMTP needs Mail:From.");
        if (!string.IsNullOrEmpty(smtp!.Username) && !smtp.UseTls && !IsLoopback(smtp.Host))
            throw new InvalidOperationException("Mail:Smtp would send its password in the clear: set Mail:Smtp:UseTls.");
        return new SmtpMailSender(smtp, Checked(from));
    }

    private static PickupFolderSmsSender SmsSenderOf(ConfigurationManager configuration) =>
        configuration["Sms:PickupFolder"] is { Length: > 0 } folder
            ? new PickupFolderSmsSender(folder)
            : throw new InvalidOperationException("Text messages need Sms:PickupFolder.");

    private static string Checked(string from) =>
        MailAddress.TryCreate(from, out _) ? from : throw new InvalidOperationException("Mail:From is not a mail address.");

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
