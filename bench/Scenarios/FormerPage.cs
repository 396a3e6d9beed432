namespace Community.Bench.Scenarios;

/// <summary>
/// The former statements of a page of messages, before its rows had all displayed data. A page is compared with the database's time for
/// them.
/// </summary>
internal static class FormerPage
{
    /// <summary>A script of pgbench.</summary>
    /// <param name="channel">An expression of SQL: the channel's id.</param>
    /// <param name="reader">An expression of SQL: the reader's id.</param>
    /// <param name="limit">The number of messages.</param>
    public static string Script(string channel, string reader, int limit) =>
        $"""
            SELECT id, kind, community_id, event_id, low_id, high_id, last_seq, message_count, last_activity_at, is_locked, is_pinned, deleted_at, created_at, is_held
            FROM channels WHERE id = {channel};
            SELECT asked.id, p.username_key, coalesce(p.is_guest, false), coalesce(p.is_erased OR (p.is_suspended AND (p.suspended_until IS NULL OR
            p.suspended_until > present.now)), false), p.muted_until, m.role, coalesce(c.visibility = 'public', false), ch.kind = 'thread' AND
            coalesce(c.is_deleted OR (c.is_hidden AND m.role IS DISTINCT FROM 'owner'), true), coalesce(e.organizer_id = asked.id, false), EXISTS (SELECT FROM
            registrations r WHERE r.event_id = ch.event_id AND r.user_id = asked.id AND r.is_confirmed), asked.id IN (ch.low_id, ch.high_id), ch.kind = 'direct'
            AND EXISTS ( SELECT FROM people peer WHERE peer.id = CASE WHEN asked.id = ch.low_id THEN ch.high_id ELSE ch.low_id END AND peer.profile_version > 0
            AND NOT peer.is_guest AND NOT peer.is_erased AND (NOT peer.is_suspended OR peer.suspended_until <= present.now) AND NOT EXISTS (SELECT FROM
            hidden_from h WHERE h.user_id = asked.id AND h.other_id = peer.id)), ch.kind = 'thread' AND EXISTS ( SELECT FROM threads t JOIN hidden_from h ON
            h.other_id = t.created_by WHERE t.id = ch.id AND h.user_id = asked.id), ch.kind = 'thread' AND EXISTS (SELECT FROM threads t WHERE t.id = ch.id AND
            t.created_by = asked.id) , asked.channel_id FROM ( SELECT channel_id, id FROM unnest(ARRAY[{channel}], ARRAY[{reader}]) AS given (channel_id, id)
            UNION SELECT named.channel_id, p.id FROM unnest(ARRAY[]::uuid[], ARRAY[]::text[]) AS named (channel_id, name) JOIN people p ON p.username_key =
            named.name AND p.profile_version > 0) asked JOIN channels ch ON ch.id = asked.channel_id CROSS JOIN (SELECT now()) present (now) LEFT JOIN people p ON
            p.id = asked.id LEFT JOIN communities c ON c.id = ch.community_id LEFT JOIN memberships m ON m.community_id = ch.community_id AND m.user_id = asked.id
            AND m.is_member LEFT JOIN events e ON e.id = ch.event_id;
            SELECT m.id, m.channel_id, m.seq, m.author_id, m.content, m.content_html, m.reply_to, m.created_at, m.edited_at, m.deleted_at IS NOT NULL,
            m.client_id, p.username, p.full_name, p.picture_url, m.author_id = ANY (ARRAY(SELECT h.other_id FROM hidden_from h WHERE h.user_id = {reader})),
            (SELECT json_agg(json_build_object('id', a.id, 'name', a.name, 'content_type', a.content_type, 'byte_count', a.byte_count) ORDER BY
            array_position(m.attachments, a.id)) FROM attachments a WHERE a.message_id = m.id), (SELECT json_agg(json_build_object('user_id', n.id, 'username',
            n.username) ORDER BY array_position(m.mentions, n.id)) FROM people n WHERE n.id = ANY (m.mentions) AND n.username IS NOT NULL AND n.id <> ALL
            (ARRAY(SELECT h.other_id FROM hidden_from h WHERE h.user_id = {reader}))), (SELECT json_agg(json_build_object('emoji', r.emoji, 'count', r.count,
            'reacted', r.reacted) ORDER BY r.first, r.emoji) FROM (SELECT emoji, count(*) AS count, bool_or(user_id = {reader}) AS reacted, min(created_at) AS
            first FROM reactions WHERE message_id = m.id AND user_id <> ALL (ARRAY(SELECT h.other_id FROM hidden_from h WHERE h.user_id = {reader})) GROUP BY
            emoji) r), m.is_held, m.removed_at IS NOT NULL, CASE WHEN m.is_held AND m.author_id <> {reader} AND {reader} <> '00000000-0000-0000-0000-000000000000'
            THEN EXISTS ( SELECT FROM channels ch LEFT JOIN memberships mine ON mine.community_id = ch.community_id AND mine.user_id = {reader} AND mine.is_member
            LEFT JOIN events e ON e.id = ch.event_id WHERE ch.id = m.channel_id AND (mine.role IN ('owner', 'moderator') OR e.organizer_id = {reader})) ELSE true
            END, m.key_id FROM messages m LEFT JOIN people p ON p.id = m.author_id
            WHERE m.channel_id = {channel} AND m.seq < 9223372036854775807 ORDER BY m.seq DESC LIMIT {limit + 1}
            """;
}
