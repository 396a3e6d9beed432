using MassTransit;

namespace Community.Identity.Mails;

internal static class MailsFeature
{
    public static void AddMailConsumers(this IBusRegistrationConfigurator bus) => bus.AddConsumer<WhenWebhookAddressSet>();
}
