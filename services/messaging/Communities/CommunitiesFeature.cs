using Community.Contracts.Social;
using Community.Messaging.Data;
using Community.Platform.Bus;
using MassTransit;

namespace Community.Messaging.Communities;

/// <summary>Communities and memberships.</summary>
internal static class CommunitiesFeature
{
    /// <summary>Backfills social's communities and memberships from before these consumers had queues.</summary>
    public static WebApplicationBuilder AddCommunityBackfills(this WebApplicationBuilder builder)
    {
        builder.Services.AddHostedService<EndedMembershipFeed>();
        return builder
            .AddBackfill<MessagingDb, CommunitySnapshot>(
                "communities",
                "social",
                "/internal/communities",
                (db, community) => db.ApplySnapshotAsync(community)
            )
            .AddBackfill<MessagingDb, MembershipSnapshot>(
                "memberships",
                "social",
                "/internal/memberships",
                (db, membership) => db.ApplySnapshotAsync(membership)
            );
    }

    public static void AddCommunityConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenCommunityCreated>();
        bus.AddConsumer<WhenCommunityUpdated>();
        bus.AddConsumer<WhenCommunityDeleted>();
        bus.AddConsumer<WhenCommunityMemberJoined>();
        bus.AddConsumer<WhenCommunityMemberLeft>();
        bus.AddConsumer<WhenCommunityMemberRoleChanged>();
    }
}
