using Community.Companion.Blocks;
using Community.Companion.Data;
using Community.Contracts.Social;
using Community.Platform.Bus;
using MassTransit;

namespace Community.Companion.Communities;

/// <summary>Communities and their members.</summary>
internal static class CommunitiesFeature
{
    public static void AddCommunities(this WebApplicationBuilder builder)
    {
        builder.AddBlocks();
        builder.AddBackfill<CompanionDb, CommunitySnapshot>(
            "communities",
            "social",
            "/internal/communities",
            (db, community) => db.ApplySnapshotAsync(community)
        );
        builder.AddBackfill<CompanionDb, MembershipSnapshot>(
            "memberships",
            "social",
            "/internal/memberships",
            (db, member) => db.ApplySnapshotAsync(member)
        );
    }

    public static void AddCommunityConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddBlockConsumers();
        bus.AddConsumer<WhenCommunityCreated>();
        bus.AddConsumer<WhenCommunityUpdated>();
        bus.AddConsumer<WhenCommunityDeleted>();
        bus.AddConsumer<WhenCommunityMemberJoined>();
        bus.AddConsumer<WhenCommunityMemberLeft>();
        bus.AddConsumer<WhenCommunityMemberRoleChanged>();
    }
}
