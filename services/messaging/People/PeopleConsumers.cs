using Community.Contracts.Identity;
using Community.Contracts.Social;
using Community.Messaging.Data;
using Community.Messaging.Notifications;
using Community.Messaging.Realtime;
using Community.People;
using Community.People.Blocks;
using MassTransit;

namespace Community.Messaging.People;

internal sealed class WhenUserRegistered(MessagingDb db, IRealtimePublisher realtime) : IConsumer<UserRegistered>
{
    public async Task Consume(ConsumeContext<UserRegistered> context)
    {
        var registered = context.Message;
        db.AfterCommit(() => realtime.PersonChanged(registered.UserId));
        await db.ApplyProfileAsync(registered.UserId, registered.Version, registered.Profile, registered.IsGuest);
        if (registered.OwnerId is { } owner)
        {
            await db.ApplyOwnerAsync(registered.UserId, owner);
        }
    }
}

internal sealed class WhenUserProfileUpdated(MessagingDb db, IRealtimePublisher realtime) : IConsumer<UserProfileUpdated>
{
    public Task Consume(ConsumeContext<UserProfileUpdated> context)
    {
        var updated = context.Message;
        db.AfterCommit(() => realtime.PersonChanged(updated.UserId));
        return db.ApplyProfileAsync(updated.UserId, updated.Version, updated.Profile, updated.IsGuest);
    }
}

internal sealed class WhenUserSuspended(MessagingDb db, Notifier notifier, IRealtimePublisher realtime) : IConsumer<UserSuspended>
{
    public async Task Consume(ConsumeContext<UserSuspended> context)
    {
        var suspended = context.Message;
        db.AfterCommit(() => realtime.RightsChanged(suspended.UserId));
        await db.ApplySuspensionAsync(suspended.UserId, suspended.Version, suspended.IsSuspended, suspended.Until);
        await notifier.NotifyOwnerAsync(
            db,
            suspended.EventId,
            suspended.UserId,
            suspended.IsSuspended ? ModerationDetail.Suspension : ModerationDetail.Lifted
        );
    }
}

internal sealed class WhenUserBlocked(MessagingDb db, IRealtimePublisher realtime) : IConsumer<UserBlocked>
{
    public Task Consume(ConsumeContext<UserBlocked> context)
    {
        var blocked = context.Message;
        db.AfterCommit(() => realtime.BlockChanged(blocked.BlockerId, blocked.BlockedId));
        return db.ApplyAsync(blocked);
    }
}

internal sealed class WhenUserUnblocked(MessagingDb db, IRealtimePublisher realtime) : IConsumer<UserUnblocked>
{
    public Task Consume(ConsumeContext<UserUnblocked> context)
    {
        var unblocked = context.Message;
        db.AfterCommit(() => realtime.BlockChanged(unblocked.BlockerId, unblocked.BlockedId));
        return db.ApplyAsync(unblocked);
    }
}
