using Community.Contracts.Social;
using Community.Messaging.Data;
using Community.Messaging.Notifications;
using Community.Messaging.People;
using Community.Messaging.Realtime;
using Community.Messaging.Webhooks;
using MassTransit;

namespace Community.Messaging.Communities;

internal sealed class WhenCommunityCreated(MessagingDb db, IRealtimePublisher realtime) : IConsumer<CommunityCreated>
{
    public Task Consume(ConsumeContext<CommunityCreated> context)
    {
        var created = context.Message;
        db.AfterCommit(() => realtime.LogChanged(created.CommunityId, created.CreatedBy));
        return db.ApplyCommunityAsync(
            created.CommunityId,
            created.Version,
            created.Name,
            created.Kind,
            created.Visibility,
            created.IsHidden
        );
    }
}

internal sealed class WhenCommunityUpdated(MessagingDb db, IRealtimePublisher realtime) : IConsumer<CommunityUpdated>
{
    public Task Consume(ConsumeContext<CommunityUpdated> context)
    {
        var updated = context.Message;

        // A public community may have become a private one.
        db.AfterCommit(() => realtime.RightsChanged(null));
        db.AfterCommit(() => realtime.LogChanged(updated.CommunityId));
        if (!updated.IsHidden)
        {
            var view = new CommunityChangedView(updated.CommunityId, updated.Name, updated.Kind, updated.Visibility, IsDeleted: false);
            db.AfterCommit(() => realtime.ForMembers(updated.CommunityId, nameof(ICommunityClient.CommunityUpdated), view));
        }

        return db.ApplyCommunityAsync(
            updated.CommunityId,
            updated.Version,
            updated.Name,
            updated.Kind,
            updated.Visibility,
            updated.IsHidden
        );
    }
}

internal sealed class WhenCommunityDeleted(MessagingDb db, IRealtimePublisher realtime) : IConsumer<CommunityDeleted>
{
    public Task Consume(ConsumeContext<CommunityDeleted> context)
    {
        var id = context.Message.CommunityId;
        db.AfterCommit(() => realtime.RightsChanged(null));
        db.AfterCommit(() => realtime.LogChanged(id));
        var view = new CommunityChangedView(id, null, null, null, IsDeleted: true);
        db.AfterCommit(() => realtime.ForMembers(id, nameof(ICommunityClient.CommunityUpdated), view));
        return db.ApplyCommunityDeletedAsync(id, context.Message.OccurredAt.ToUniversalTime());
    }
}

internal sealed class WhenCommunityMemberJoined(MessagingDb db, PeopleNames people, IRealtimePublisher realtime, WebhookEvents webhooks)
    : IConsumer<CommunityMemberJoined>
{
    public async Task Consume(ConsumeContext<CommunityMemberJoined> context)
    {
        var joined = context.Message;
        if (await db.ApplyMembershipAsync(joined.CommunityId, joined.UserId, joined.Version, isMember: true, joined.Role))
        {
            var person = await people.FindIfPossibleAsync(joined.UserId);
            db.AfterCommit(() => realtime.MembershipChanged(joined.CommunityId, joined.UserId, isMember: true, person));
        }

        await webhooks.AddAsync(joined);
    }
}

internal sealed class WhenCommunityMemberLeft(MessagingDb db, PeopleNames people, IRealtimePublisher realtime, WebhookEvents webhooks)
    : IConsumer<CommunityMemberLeft>
{
    public async Task Consume(ConsumeContext<CommunityMemberLeft> context)
    {
        var left = context.Message;
        if (await db.ApplyMembershipAsync(left.CommunityId, left.UserId, left.Version, isMember: false, "member"))
        {
            var person = await people.FindIfPossibleAsync(left.UserId);
            db.AfterCommit(() => realtime.MembershipChanged(left.CommunityId, left.UserId, isMember: false, person));
        }

        await webhooks.AddAsync(left);
    }
}

internal sealed class WhenCommunityMemberRoleChanged(MessagingDb db, Notifier notifier, IRealtimePublisher realtime)
    : IConsumer<CommunityMemberRoleChanged>
{
    public async Task Consume(ConsumeContext<CommunityMemberRoleChanged> context)
    {
        var changed = context.Message;
        db.AfterCommit(() => realtime.RightsChanged(changed.UserId));
        if (await db.ApplyMembershipAsync(changed.CommunityId, changed.UserId, changed.Version, isMember: true, changed.Role))
        {
            var view = new RoleChangedView(changed.CommunityId, changed.Role);
            db.AfterCommit(() => realtime.ForPerson(changed.UserId, nameof(ICommunityClient.RoleChanged), view));
            await notifier.NotifyAsync(changed);
        }
    }
}
