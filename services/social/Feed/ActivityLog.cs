using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Feed;

/// <summary>
/// Writes activities in the caller's transaction. Feeds are gathered when they are read, so an activity of a user with many followers costs
/// no more here than one of a user with few.
/// </summary>
internal static class ActivityLog
{
    /// <summary>
    /// Records an activity once, however often its source arrives. It records nothing about removed content or erased users. Its users
    /// cannot be erased before the transaction ends.
    /// </summary>
    public static Task RecordAsync(this SocialDb db, Activity activity) =>
        db.Database.ExecuteSqlAsync(
            $"""
            WITH held AS MATERIALIZED (
                SELECT is_erased FROM people WHERE id IN ({activity.ActorId}, {activity.UserId}) FOR SHARE)
            INSERT INTO activities (id, actor_id, kind, occurred_at, user_id, community_id, event_id, thread_id, photo_id, text, source_id)
            SELECT {activity.Id}, {activity.ActorId}, {activity.Kind}, {activity.OccurredAt.ToUniversalTime()}, {activity.UserId}, {activity.CommunityId},
                {activity.EventId}, {activity.ThreadId}, {activity.PhotoId}, {activity.Text}, {activity.SourceId}
            WHERE NOT EXISTS (SELECT FROM held WHERE is_erased)
                AND NOT EXISTS (SELECT FROM removed_content WHERE id IN ({activity.EventId}, {activity.ThreadId}, {activity.PhotoId}))
            ON CONFLICT (source_id, actor_id, kind) DO NOTHING
            """
        );

    /// <summary>
    /// Deletes the activities of a source that ended: feeds do not show that a user joined a community that they have left.
    /// </summary>
    public static Task ForgetActivitiesAsync(this SocialDb db, Guid sourceId) =>
        db.Database.ExecuteSqlAsync($"DELETE FROM activities WHERE source_id = {sourceId}");
}
