using Community.Companion.Data;
using Community.People.Blocks;
using MassTransit;

namespace Community.Companion.Blocks;

/// <summary>Blocks between people.</summary>
internal static class BlocksFeature
{
    public static void AddBlocks(this WebApplicationBuilder builder) => builder.AddBlocks<CompanionDb>();

    public static void AddBlockConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenUserBlocked>();
        bus.AddConsumer<WhenUserUnblocked>();
    }
}
