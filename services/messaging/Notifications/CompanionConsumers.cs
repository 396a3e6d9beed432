using Community.Contracts.Companion;

namespace Community.Messaging.Notifications;

internal sealed class WhenCourseCompleted(Notifier notifier) : NotificationConsumer<CourseCompleted>(notifier)
{
    protected override (Notification, Guid)? Of(CourseCompleted completed) =>
        (Notification.Of(NotificationKind.Course, completed.EnrolmentId, TargetType.Course, completed.CourseId), completed.UserId);
}

internal sealed class WhenBadgeEarned(Notifier notifier) : NotificationConsumer<BadgeEarned>(notifier)
{
    protected override (Notification, Guid)? Of(BadgeEarned earned) =>
        (
            Notification.Of(NotificationKind.Badge, earned.BadgeAwardId, TargetType.Badge, earned.BadgeAwardId, earned.Badge) with
            {
                Facts = new() { ArabicDetail = earned.ArabicBadge },
            },
            earned.UserId
        );
}

internal sealed class WhenOpportunityFound(Notifier notifier) : NotificationConsumer<OpportunityFound>(notifier)
{
    protected override (Notification, Guid)? Of(OpportunityFound found) =>
        (
            Notification.Of(
                NotificationKind.Opportunity,
                found.OpportunityId,
                TargetType.Opportunity,
                found.OpportunityId,
                found.Title
            ) with
            {
                Facts = new() { ArabicDetail = found.ArabicTitle },
            },
            found.UserId
        );
}
