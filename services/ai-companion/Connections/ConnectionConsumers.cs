using Community.Companion.Badges;
using Community.Companion.Data;
using Community.Companion.Streaks;
using Community.Contracts.Social;
using Community.People;
using Community.Platform.Data;
using MassTransit;

namespace Community.Companion.Connections;

internal sealed class WhenConnectionAccepted(CompanionDb db, TimeProvider clock) : IConsumer<ConnectionAccepted>
{
    public async Task Consume(ConsumeContext<ConnectionAccepted> context)
    {
        var accepted = context.Message;
        await db.ApplyConnectionAsync(accepted.ConnectionId, accepted.Version, accepted.FromUserId, accepted.ToUserId, isConnected: true);
        if (await db.HoldAsync(accepted.FromUserId))
        {
            await db.AwardBadgesAsync(accepted.FromUserId, clock.GetKeptNow());
        }

        await db.MarkActiveAsync(accepted.ToUserId, accepted.OccurredAt);
    }
}

internal sealed class WhenConnectionRemoved(CompanionDb db) : IConsumer<ConnectionRemoved>
{
    public Task Consume(ConsumeContext<ConnectionRemoved> context)
    {
        var removed = context.Message;
        return db.ApplyConnectionAsync(removed.ConnectionId, removed.Version, removed.FromUserId, removed.ToUserId, isConnected: false);
    }
}
