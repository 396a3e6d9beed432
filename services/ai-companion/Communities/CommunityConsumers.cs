using Community.Companion.Data;
using Community.Companion.Streaks;
using Community.Contracts.Social;
using MassTransit;

namespace Community.Companion.Communities;

internal sealed class WhenCommunityCreated(CompanionDb db) : IConsumer<CommunityCreated>
{
    public Task Consume(ConsumeContext<CommunityCreated> context)
    {
        var c = context.Message;
        return db.ApplyCommunityAsync(
            c.CommunityId,
            c.Version,
            new(c.Name, c.Kind, c.Visibility, c.Category, c.Region, c.Description, c.Tags, c.IsHidden)
        );
    }
}

internal sealed class WhenCommunityUpdated(CompanionDb db) : IConsumer<CommunityUpdated>
{
    public Task Consume(ConsumeContext<CommunityUpdated> context)
    {
        var c = context.Message;
        return db.ApplyCommunityAsync(
            c.CommunityId,
            c.Version,
            new(c.Name, c.Kind, c.Visibility, c.Category, c.Region, c.Description, c.Tags, c.IsHidden)
        );
    }
}

internal sealed class WhenCommunityDeleted(CompanionDb db) : IConsumer<CommunityDeleted>
{
    public Task Consume(ConsumeContext<CommunityDeleted> context) => db.ApplyCommunityDeletedAsync(context.Message.CommunityId);
}

internal sealed class WhenCommunityMemberJoined(CompanionDb db) : IConsumer<CommunityMemberJoined>
{
    public async Task Consume(ConsumeContext<CommunityMemberJoined> context)
    {
        var m = context.Message;
        await db.ApplyMembershipAsync(new(m.MembershipId, m.Version, m.CommunityId, m.UserId, m.Role, IsMember: true, m.OccurredAt));
        await db.MarkActiveAsync(m.UserId, m.OccurredAt);
    }
}

internal sealed class WhenCommunityMemberLeft(CompanionDb db) : IConsumer<CommunityMemberLeft>
{
    public Task Consume(ConsumeContext<CommunityMemberLeft> context)
    {
        var m = context.Message;
        return db.ApplyMembershipAsync(new(m.MembershipId, m.Version, m.CommunityId, m.UserId, "member", IsMember: false, JoinedAt: null));
    }
}

internal sealed class WhenCommunityMemberRoleChanged(CompanionDb db) : IConsumer<CommunityMemberRoleChanged>
{
    public Task Consume(ConsumeContext<CommunityMemberRoleChanged> context)
    {
        var m = context.Message;
        return db.ApplyMembershipAsync(new(m.MembershipId, m.Version, m.CommunityId, m.UserId, m.Role, IsMember: true, JoinedAt: null));
    }
}
