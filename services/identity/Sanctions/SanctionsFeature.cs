using MassTransit;

namespace Community.Identity.Sanctions;

/// <summary>Suspensions by moderators.</summary>
internal static class SanctionsFeature
{
    public static void AddSanctionConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenSanctionImposed>();
        bus.AddConsumer<WhenSanctionLifted>();
    }
}
