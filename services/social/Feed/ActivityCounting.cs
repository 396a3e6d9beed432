using Community.Social.Communities;
using Community.Social.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Social.Feed;

/// <summary>Counts what a person did and has, from the rows themselves: nothing is kept that could drift.</summary>
internal static class ActivityCounting
{
    public static Task<ActivityCounts> CountAsync(this SocialDb db, Guid viewer, Guid id, DateTimeOffset now, CancellationToken cancel) =>
        db.Database.SqlQueryRaw<ActivityCounts>(Statement, new NpgsqlParameter("viewer", viewer), new NpgsqlParameter("id", id), new NpgsqlParameter("now", now))
            .SingleAsync(cancel);

    internal static readonly string Statement =
        $"""
        SELECT
            (SELECT count(*)::int FROM connection_edges x JOIN people p ON p.id = x.other_id
                WHERE x.user_id = @id AND {ActivityVisibility.Sees("p")}) AS "Connections",
            (SELECT count(*)::int FROM follows x JOIN people p ON p.id = x.follower_id
                WHERE x.followed_id = @id AND x.is_following AND {ActivityVisibility.Sees("p")}) AS "Followers",
            (SELECT count(*)::int FROM follows x JOIN people p ON p.id = x.followed_id
                WHERE x.follower_id = @id AND x.is_following AND {ActivityVisibility.Sees("p")}) AS "Following",
            (SELECT count(*)::int FROM community_members x JOIN communities c ON c.id = x.community_id
                WHERE x.user_id = @id AND x.is_member AND {CommunityAccess.IsSeen("c", "@viewer")}) AS "Communities",
            (SELECT count(DISTINCT e.id)::int FROM rsvps x JOIN events e ON e.id = x.event_id LEFT JOIN people o ON o.id = e.organizer_id
                WHERE x.user_id = @id AND x.has_arrived AND {ActivityVisibility.EventIsShown}) AS "EventsAttended",
            (SELECT count(*)::int FROM events e JOIN people o ON o.id = e.organizer_id
                WHERE e.organizer_id = @id AND {ActivityVisibility.EventIsShown}) AS "EventsCreated",
            shown.threads AS "Threads", shown.photos AS "Photos", shown.last_at AS "LastActiveAt"
        FROM (
            SELECT count(*) FILTER (WHERE a.kind = 'thread_created')::int AS threads, count(*) FILTER (WHERE a.kind = 'photo_uploaded')::int AS photos,
                max(a.occurred_at) AS last_at
            FROM activities a {ActivityVisibility.Joins} WHERE a.actor_id = @id AND {ActivityVisibility.IsShown}) AS shown
        """;
}
