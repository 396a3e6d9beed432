using Community.Platform.Data;
using Community.Platform.Hosting.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Community.Platform.Mail;

/// <summary>Adds mail and text messages.</summary>
public static class MailExtensions
{
    /// <summary>
    /// Lets a service promise mails and text messages in its transactions (<see cref="Deliveries"/>) and sends them in the background:
    /// mails to the folder <c>Mail:PickupFolder</c> or by SMTP (<c>Mail:Smtp</c>), from <c>Mail:From</c>; text messages to the
    /// folder <c>Sms:PickupFolder</c>, unless the service has registered an <see cref="ISmsSender"/> of its own.
    /// </summary>
    /// <exception cref="OptionsValidationException">Neither or both ways of mail are configured, or no way for text messages.</exception>
    public static WebApplicationBuilder AddMail<TDb>(this WebApplicationBuilder builder)
        where TDb : ServiceDbContext
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(SenderOf(builder.Configuration.GetSettings<MailOptions>()));
        if (!builder.Services.Any(service => service.ServiceType == typeof(ISmsSender)))
        {
            builder.Services.AddSingleton<ISmsSender>(
                new PickupFolderSmsSender(builder.Configuration.GetSettings<SmsOptions>().PickupFolder)
            );
        }

        builder.Services.TryAddSingleton<DeliverySignal>();
        builder.Services.AddSettings<DeliveryOptions>();
        builder.Services.AddHostedService<DeliveryWorker<TDb>>();
        return builder;
    }

    private static IMailSender SenderOf(MailOptions mail) =>
        mail.HasFolder ? new PickupFolderMailSender(mail.PickupFolder!, mail.Sender) : new SmtpMailSender(mail.Smtp!, mail.Sender);
}
