using Community.Contracts.Social;
using Community.Messaging.Moderation;
using MassTransit;

namespace Community.Messaging.Notifications;

/// <summary>Notifications of moderators' decisions (made by the consumers that carry the decisions out). They never name the moderator.</summary>
internal static class ModerationNotifications
{
    /// <summary>Notifies a user of a sanction.</summary>
    /// <param name="detail">The measure, or <c>lifted</c>.</param>
    public static Task TellOfSanctionAsync(this Notifier notifier, Guid factId, Guid userId, string detail) => notifier.TellAsync(
        new() { Kind = NotificationKind.Moderation, FactId = factId, GroupedBy = factId, TargetType = TargetType.Account, Detail = detail }, userId);

    /// <summary>Notifies the author of a decision about their content.</summary>
    /// <param name="author">The author; null: not known here, or the decision is not news.</param>
    /// <param name="detail"><c>removed</c> or <c>restored</c>.</param>
    public static Task TellOfContentAsync(this Notifier notifier, Guid factId, string contentType, Guid contentId, Guid? author, string detail) =>
        author is null ? Task.CompletedTask : notifier.TellAsync(
            new()
            {
                Kind = NotificationKind.Moderation,
                FactId = factId,
                GroupedBy = factId,
                TargetType = contentType == ModeratedType.Thread ? TargetType.Channel : contentType,
                TargetId = contentId,
                Detail = detail,
            },
            author.Value);
}

internal sealed class WhenConnectionRequested(Notifier notifier) : IConsumer<ConnectionRequested>
{
    public Task Consume(ConsumeContext<ConnectionRequested> context)
    {
        var requested = context.Message;
        return notifier.TellAsync(
            new()
            {
                Kind = NotificationKind.ConnectionRequest,
                // A request after the former one was declined or withdrawn is another request.
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
                // A user who follows, unfollows and follows again causes one notification.
                FactId = followed.FollowId,
                GroupedBy = followed.FollowedId,
                ActorId = followed.FollowerId,
                TargetType = TargetType.User,
                TargetId = followed.FollowerId,
            },
            followed.FollowedId);
    }
}
