using MassTransit;

namespace Community.Social.Plans;

/// <summary>Plans and boosts.</summary>
internal static class PlansFeature
{
    public static void AddPlanConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenEntitlementsChanged>();
        bus.AddConsumer<WhenProfileBoosted>();
    }
}
