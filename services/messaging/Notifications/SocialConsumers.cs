using Community.Contracts.Social;
using Community.Messaging.Data;
using Community.Messaging.Moderation;
using Community.Messaging.People;
using Community.Messaging.Sync;

namespace Community.Messaging.Notifications;

/// <summary>
/// Notifications of moderators' decisions (made by the consumers that carry the decisions out). They never name the moderator.
/// </summary>
internal static class ModerationNotifications
{
    /// <summary>Notifies a user of a sanction, and the owner, if the user is a bot.</summary>
    /// <param name="detail">The measure, or <see cref="ModerationDetail.Lifted"/>.</param>
    public static async Task NotifyOfSanctionAsync(this Notifier notifier, MessagingDb db, Guid factId, Guid userId, string detail)
    {
        await notifier.NotifyAsync(Notification.Of(NotificationKind.Moderation, factId, TargetType.Account, detail: detail), userId);
        await notifier.NotifyOwnerAsync(db, factId, userId, detail);
    }

    /// <summary>Notifies the owner of a bot of a decision about the bot. Nothing happens for the account of a person.</summary>
    public static async Task NotifyOwnerAsync(this Notifier notifier, MessagingDb db, Guid factId, Guid botId, string detail)
    {
        if (await db.FindOwnerAsync(botId) is not { } bot)
        {
            return;
        }

        var notification = Notification.Of(NotificationKind.Moderation, factId, TargetType.Bot, botId, detail) with
        {
            Facts = new() { Bot = bot.Name },
        };
        // A suspension by moderators arrives twice: as their decision, and as its effect on the account.
        await notifier.NotifyAsync(
            detail is ModerationDetail.Suspension or ModerationDetail.Lifted ? notification with { GroupedBy = botId } : notification,
            bot.OwnerId
        );
    }

    /// <summary>Notifies the author of a decision about their content, and the owner, if the author is a bot.</summary>
    /// <param name="author">The author; null: not known here, or the decision was applied before.</param>
    /// <param name="detail"><see cref="ModerationDetail.Removed"/> or <see cref="ModerationDetail.Restored"/>.</param>
    public static async Task NotifyOfContentAsync(
        this Notifier notifier,
        MessagingDb db,
        Guid factId,
        string contentType,
        Guid contentId,
        Guid? author,
        string detail
    )
    {
        if (author is not { } authorId)
        {
            return;
        }

        await notifier.NotifyAsync(
            Notification.Of(
                NotificationKind.Moderation,
                factId,
                contentType == ModeratedType.Thread ? TargetType.Channel : contentType,
                contentId,
                detail
            ),
            authorId
        );
        await notifier.NotifyOwnerAsync(db, factId, authorId, detail);
    }
}

/// <summary>The details of notifications of moderators' decisions, beside the kinds of sanctions.</summary>
internal static class ModerationDetail
{
    public const string Suspension = "suspension";
    public const string Lifted = "lifted";
    public const string Removed = "removed";
    public const string Restored = "restored";
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
