using MassTransit;

namespace Community.Companion.Plans;

/// <summary>The plans of people.</summary>
internal static class PlansFeature
{
    public static void AddPlanConsumers(this IBusRegistrationConfigurator bus) => bus.AddConsumer<WhenEntitlementsChanged>();
}
