using Community.Identity.Data;
using Community.People.Blocks;
using MassTransit;

namespace Community.Identity.Blocks;

/// <summary>Blocks between people.</summary>
internal static class BlocksFeature
{
    /// <summary>Reads the blocks from before these consumers had queues.</summary>
    public static void AddBlockBackfill(this WebApplicationBuilder builder) => builder.AddBlocks<IdentityDb>();

    public static void AddBlockConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenUserBlocked>();
        bus.AddConsumer<WhenUserUnblocked>();
    }
}
