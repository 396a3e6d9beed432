using Community.Contracts.Social;
using MassTransit;

namespace Community.Messaging.Notifications;

internal sealed class WhenConnectionRequested(Notifier notifier) : IConsumer<ConnectionRequested>
{
    public Task Consume(ConsumeContext<ConnectionRequested> context)
    {
        var requested = context.Message;
        return notifier.TellAsync(
            new()
            {
                Kind = NotificationKind.ConnectionRequest,
                // Asked again after it was declined or withdrawn, it is another request.
                FactId = requested.EventId,
                GroupedBy = requested.ConnectionId,
                ActorId = requested.FromUserId,
                TargetType = TargetType.Connection,
                TargetId = requested.ConnectionId,
            },
            requested.ToUserId);
    }
}

internal sealed class WhenConnectionAccepted(Notifier notifier) : IConsumer<ConnectionAccepted>
{
    public Task Consume(ConsumeContext<ConnectionAccepted> context)
    {
        var accepted = context.Message;
        return notifier.TellAsync(
            new()
            {
                Kind = NotificationKind.ConnectionAccepted,
                FactId = accepted.EventId,
                GroupedBy = accepted.ConnectionId,
                ActorId = accepted.ToUserId,
                TargetType = TargetType.User,
                TargetId = accepted.ToUserId,
            },
            accepted.FromUserId);
    }
}

internal sealed class WhenUserFollowed(Notifier notifier) : IConsumer<UserFollowed>
{
    public Task Consume(ConsumeContext<UserFollowed> context)
    {
        var followed = context.Message;
        return notifier.TellAsync(
            new()
            {
                Kind = NotificationKind.Follow,
                // Followed, unfollowed and followed again is told once.
                FactId = followed.FollowId,
                GroupedBy = followed.FollowedId,
                ActorId = followed.FollowerId,
                TargetType = TargetType.User,
                TargetId = followed.FollowerId,
            },
            followed.FollowedId);
    }
}
