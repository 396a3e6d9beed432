using Community.Contracts.Social;
using Community.Messaging.Moderation;
using Community.Messaging.Sync;

namespace Community.Messaging.Notifications;

/// <summary>
/// Notifications of moderators' decisions (made by the consumers that carry the decisions out). They never name the moderator.
/// </summary>
internal static class ModerationNotifications
{
    /// <summary>Notifies a user of a sanction.</summary>
    /// <param name="detail">The measure, or <c>lifted</c>.</param>
    public static Task NotifyOfSanctionAsync(this Notifier notifier, Guid factId, Guid userId, string detail) =>
        notifier.NotifyAsync(Notification.Of(NotificationKind.Moderation, factId, TargetType.Account, detail: detail), userId);

    /// <summary>Notifies the author of a decision about their content.</summary>
    /// <param name="author">The author; null: not known here, or the decision was applied before.</param>
    /// <param name="detail"><c>removed</c> or <c>restored</c>.</param>
    public static Task NotifyOfContentAsync(
        this Notifier notifier,
        Guid factId,
        string contentType,
        Guid contentId,
        Guid? author,
        string detail
    ) =>
        author is null
            ? Task.CompletedTask
            : notifier.NotifyAsync(
                Notification.Of(
                    NotificationKind.Moderation,
                    factId,
                    contentType == ModeratedType.Thread ? TargetType.Channel : contentType,
                    contentId,
                    detail
                ),
                author.Value
            );
}

internal sealed class WhenConnectionRequested(Notifier notifier, SyncEntries log) : NotificationConsumer<ConnectionRequested>(notifier)
{
    protected override Task LogAsync(ConnectionRequested occurred) => log.WriteAsync(occurred);

    protected override (Notification, Guid)? Of(ConnectionRequested requested) =>
        (
            // A request after the former one was declined or withdrawn is another request.
            Notification.Of(NotificationKind.ConnectionRequest, requested.EventId, TargetType.Connection, requested.ConnectionId) with
            {
                GroupedBy = requested.ConnectionId,
                ActorId = requested.FromUserId,
            },
            requested.ToUserId
        );
}

internal sealed class WhenConnectionAccepted(Notifier notifier, SyncEntries log) : NotificationConsumer<ConnectionAccepted>(notifier)
{
    protected override Task LogAsync(ConnectionAccepted occurred) => log.WriteAsync(occurred);

    protected override (Notification, Guid)? Of(ConnectionAccepted accepted) =>
        (
            Notification.Of(NotificationKind.ConnectionAccepted, accepted.EventId, TargetType.User, accepted.ToUserId) with
            {
                GroupedBy = accepted.ConnectionId,
                ActorId = accepted.ToUserId,
            },
            accepted.FromUserId
        );
}

internal sealed class WhenUserFollowed(Notifier notifier) : NotificationConsumer<UserFollowed>(notifier)
{
    protected override (Notification, Guid)? Of(UserFollowed followed) =>
        (
            // A user who follows, unfollows and follows again causes one notification.
            Notification.Of(NotificationKind.Follow, followed.FollowId, TargetType.User, followed.FollowerId) with
            {
                GroupedBy = followed.FollowedId,
                ActorId = followed.FollowerId,
            },
            followed.FollowedId
        );
}
