using Community.Contracts.Companion;
using MassTransit;

namespace Community.Messaging.Notifications;

internal sealed class WhenCourseCompleted(Notifier notifier) : IConsumer<CourseCompleted>
{
    public Task Consume(ConsumeContext<CourseCompleted> context)
    {
        var completed = context.Message;
        return notifier.TellAsync(
            new()
            {
                Kind = NotificationKind.Course,
                FactId = completed.EnrolmentId,
                GroupedBy = completed.EnrolmentId,
                TargetType = TargetType.Course,
                TargetId = completed.CourseId,
            },
            completed.UserId);
    }
}

internal sealed class WhenBadgeEarned(Notifier notifier) : IConsumer<BadgeEarned>
{
    public Task Consume(ConsumeContext<BadgeEarned> context)
    {
        var earned = context.Message;
        return notifier.TellAsync(
            new()
            {
                Kind = NotificationKind.Badge,
                FactId = earned.BadgeAwardId,
                GroupedBy = earned.BadgeAwardId,
                TargetType = TargetType.Badge,
                TargetId = earned.BadgeAwardId,
                Detail = earned.Badge,
            },
            earned.UserId);
    }
}

internal sealed class WhenOpportunityFound(Notifier notifier) : IConsumer<OpportunityFound>
{
    public Task Consume(ConsumeContext<OpportunityFound> context)
    {
        var found = context.Message;
        return notifier.TellAsync(
            new()
            {
                Kind = NotificationKind.Opportunity,
                FactId = found.OpportunityId,
                GroupedBy = found.OpportunityId,
                TargetType = TargetType.Opportunity,
                TargetId = found.OpportunityId,
                Detail = found.Title,
            },
            found.UserId);
    }
}
