using MassTransit;

namespace Community.Companion.Registrations;

/// <summary>Registrations for events.</summary>
internal static class RegistrationsFeature
{
    public static void AddRegistrationConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenRsvpConfirmed>();
        bus.AddConsumer<WhenRsvpCancelled>();
    }
}
