using Community.Platform.Hosting.Configuration;
using MassTransit;

namespace Community.Identity.Mails;

/// <summary>Mails to users, and the addresses of the client that they link to.</summary>
internal static class MailsFeature
{
    public static IServiceCollection AddMailLinks(this IServiceCollection services) =>
        services.AddSettings<ClientOptions>().AddSingleton<ClientLinks>();

    public static void AddMailConsumers(this IBusRegistrationConfigurator bus) => bus.AddConsumer<WhenWebhookAddressSet>();
}
