using Community.Social.Communities;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Social.Feed;

/// <summary>Counts a user's activities and relations from the rows themselves, so that no stored count can drift.</summary>
internal static class ActivityCounting
{
    public static Task<ActivityCounts> CountAsync(
        this SocialDb db,
        Guid viewer,
        Guid id,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        db
            .Database.SqlQueryRaw<ActivityCounts>(
                Statement,
                new NpgsqlParameter("viewer", viewer),
                new NpgsqlParameter("id", id),
                new NpgsqlParameter("now", now)
            )
            .SingleAsync(cancellationToken);

    internal static readonly string Statement = $"""
        WITH unseen AS MATERIALIZED ({Visibility.Unseen("@viewer", "@now")})
        SELECT
            {SeenOf("connection_edges x", "x.user_id = @id", "x.other_id")} AS connections,
            {SeenOf("follows x", "x.followed_id = @id AND x.is_following", "x.follower_id")} AS followers,
            {SeenOf("follows x", "x.follower_id = @id AND x.is_following", "x.followed_id")} AS following,
            (SELECT count(*)::int FROM community_members x JOIN communities c ON c.id = x.community_id
                WHERE x.user_id = @id AND x.is_member AND {CommunityAccess.IsSeen("c", "@viewer")}) AS communities,
            (SELECT count(DISTINCT e.id)::int FROM rsvps x JOIN events e ON e.id = x.event_id LEFT JOIN people o ON o.id = e.organizer_id
                WHERE x.user_id = @id AND x.has_arrived AND {ActivityVisibility.EventIsShown}) AS events_attended,
            (SELECT count(*)::int FROM events e JOIN people o ON o.id = e.organizer_id
                WHERE e.organizer_id = @id AND {ActivityVisibility.EventIsShown}) AS events_created,
            shown.threads, shown.photos, shown.last_at AS last_active_at
        FROM (
            SELECT count(*) FILTER (WHERE a.kind = 'thread_created')::int AS threads, count(*) FILTER (WHERE a.kind = 'photo_uploaded')::int AS photos,
                max(a.occurred_at) AS last_at
            FROM activities a {ActivityVisibility.Joins} WHERE a.actor_id = @id AND {ActivityVisibility.IsShown}) AS shown
        """;

    /// <summary>
    /// The number of users in these rows whom the viewer sees: all, minus the few hidden ones, so that the followers of a popular user are
    /// counted from an index. Only full accounts, which are listed, have connections and follows.
    /// </summary>
    private static string SeenOf(string rows, string condition, string person) =>
        $"((SELECT count(*) FROM {rows} WHERE {condition}) - (SELECT count((SELECT true FROM {rows} WHERE {condition} AND {person} = unseen.id)) FROM unseen))::int";
}
