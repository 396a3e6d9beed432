using Community.Contracts.Companion;
using Community.Contracts.Events;
using Community.Contracts.Messaging;
using Community.Social.Data;
using MassTransit;

namespace Community.Social.Feed;

internal sealed class WhenEventPhotoUploaded(SocialDb db) : IConsumer<EventPhotoUploaded>
{
    public Task Consume(ConsumeContext<EventPhotoUploaded> context) => db.RecordActivityAsync(RecordedActivities.Of(context.Message));
}

internal sealed class WhenThreadCreated(SocialDb db) : IConsumer<ThreadCreated>
{
    public Task Consume(ConsumeContext<ThreadCreated> context) => db.ApplyAsync(context.Message);
}

internal sealed class WhenThreadRenamed(SocialDb db) : IConsumer<ThreadRenamed>
{
    public Task Consume(ConsumeContext<ThreadRenamed> context) => db.ApplyAsync(context.Message);
}

internal sealed class WhenThreadDeleted(SocialDb db) : IConsumer<ThreadDeleted>
{
    public Task Consume(ConsumeContext<ThreadDeleted> context) => db.ApplyAsync(context.Message);
}

internal sealed class WhenCourseCompleted(SocialDb db) : IConsumer<CourseCompleted>
{
    public Task Consume(ConsumeContext<CourseCompleted> context) => db.RecordActivityAsync(RecordedActivities.Of(context.Message));
}

internal sealed class WhenBadgeEarned(SocialDb db) : IConsumer<BadgeEarned>
{
    /// <summary>The one private badge that events of an older companion do not mark.</summary>
    private const string Insightful = "Insightful";

    public Task Consume(ConsumeContext<BadgeEarned> context) =>
        context.Message is { IsPrivate: true } or { Badge: Insightful }
            ? Task.CompletedTask
            : db.RecordActivityAsync(RecordedActivities.Of(context.Message));
}
