using Community.Contracts.Companion;
using Community.Contracts.Events;
using Community.Contracts.Messaging;
using Community.People;
using Community.Social.Data;

namespace Community.Social.Feed;

/// <summary>Activities from other services, each recorded once and permanently.</summary>
internal static class RecordedActivities
{
    public static Activity Of(EventPhotoUploaded uploaded) =>
        new()
        {
            Id = Guid.CreateVersion7(uploaded.OccurredAt),
            ActorId = uploaded.UserId,
            Kind = ActivityKind.PhotoUploaded,
            OccurredAt = uploaded.OccurredAt,
            EventId = uploaded.CommunityEventId,
            PhotoId = uploaded.PhotoId,
            Text = uploaded.Url,
            SourceId = uploaded.PhotoId,
        };

    public static Activity Of(ThreadCreated created) =>
        new()
        {
            Id = Guid.CreateVersion7(created.OccurredAt),
            ActorId = created.CreatedBy,
            Kind = ActivityKind.ThreadCreated,
            OccurredAt = created.OccurredAt,
            CommunityId = created.CommunityId,
            ThreadId = created.ThreadId,
            Text = created.Title,
            SourceId = created.ThreadId,
        };

    public static Activity Of(CourseCompleted completed) =>
        new()
        {
            Id = Guid.CreateVersion7(completed.OccurredAt),
            ActorId = completed.UserId,
            Kind = ActivityKind.CourseCompleted,
            OccurredAt = completed.OccurredAt,
            Text = completed.CourseId.ToString(),
            SourceId = completed.EnrolmentId,
        };

    public static Activity Of(BadgeEarned earned) =>
        new()
        {
            Id = Guid.CreateVersion7(earned.OccurredAt),
            ActorId = earned.UserId,
            Kind = ActivityKind.BadgeEarned,
            OccurredAt = earned.OccurredAt,
            Text = earned.Badge,
            SourceId = earned.BadgeAwardId,
        };

    public static async Task RecordActivityAsync(this SocialDb db, Activity activity)
    {
        if (await db.HoldAsync(activity.ActorId))
        {
            await db.RecordAsync(activity);
        }
    }
}
