using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Feed;

/// <summary>
/// Writes activities in the caller's transaction. Feeds are gathered when they are read, so a person with many followers costs no
/// more here than one with few.
/// </summary>
internal static class ActivityLog
{
    /// <summary>
    /// Tells of a fact once, however often it is told; of what was removed, or of people who are erased, not at all. Those whom it
    /// is about cannot be erased before the transaction ends.
    /// </summary>
    public static Task RecordAsync(this SocialDb db, Activity activity) => db.Database.ExecuteSqlAsync($"""
        WITH held AS MATERIALIZED (
            SELECT is_erased FROM people WHERE id IN ({activity.ActorId}, {activity.UserId}) FOR SHARE)
        INSERT INTO activities (id, actor_id, kind, occurred_at, user_id, community_id, event_id, thread_id, photo_id, text, source_id)
        SELECT {activity.Id}, {activity.ActorId}, {activity.Kind}, {activity.OccurredAt.ToUniversalTime()}, {activity.UserId}, {activity.CommunityId},
            {activity.EventId}, {activity.ThreadId}, {activity.PhotoId}, {activity.Text}, {activity.SourceId}
        WHERE NOT EXISTS (SELECT FROM held WHERE is_erased)
            AND NOT EXISTS (SELECT FROM removed_content WHERE id IN ({activity.EventId}, {activity.ThreadId}, {activity.PhotoId}))
        ON CONFLICT (source_id, actor_id, kind) DO NOTHING
        """);

    /// <summary>Takes back what was told of a fact that ended: nobody reads that somebody joined what they have left.</summary>
    public static Task ForgetActivitiesAsync(this SocialDb db, Guid sourceId) =>
        db.Database.ExecuteSqlAsync($"DELETE FROM activities WHERE source_id = {sourceId}");
}
