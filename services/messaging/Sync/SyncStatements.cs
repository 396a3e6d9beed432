using Community.Messaging.Channels;
using Community.Messaging.Notifications;
using Community.Messaging.Reading;

namespace Community.Messaging.Sync;

/// <summary>
/// The statements of an answer. Each kind has one statement for the whole state and one for the changes, and both select the same columns
/// from the same rows: the second has only one more condition, that a value which the entry shows has changed.
/// <para>
/// The parameters of all of them: $1 the person, $2 the present, $3 the token's snapshot (empty: none), $4 when the token was made, $5 the
/// most rows.
/// </para>
/// </summary>
internal static class SyncStatements
{
    private const string None = "1:1:";

    /// <summary>
    /// The snapshot of the token, and where the present one ends. A row from a later transaction than that was restored from another
    /// server, and is as old as the restoring.
    /// </summary>
    private const string Since = $"""
        s AS MATERIALIZED (
            SELECT coalesce(nullif($3, ''), '{None}')::pg_snapshot AS since, pg_snapshot_xmin(coalesce(nullif($3, ''), '{None}')::pg_snapshot) AS oldest,
                pg_snapshot_xmax(pg_current_snapshot()) AS now)
        """;

    private const string MentionsOf = $"""
        mentions AS MATERIALIZED (
            SELECT n.channel_id, sum(n.count)::bigint AS count FROM notifications n
            WHERE n.user_id = $1 AND n.read_at IS NULL AND n.kind = '{NotificationKind.Mention}' AND n.channel_id IS NOT NULL AND {NotificationReader.IsShown}
            GROUP BY 1)
        """;

    private static readonly string Mentioned = $"""
        mentioned AS MATERIALIZED (
            SELECT n.channel_id FROM notifications n CROSS JOIN s
            WHERE n.user_id = $1 AND n.kind = '{NotificationKind.Mention}' AND n.changed_in >= s.oldest AND {HasChanged("n")}
            UNION
            SELECT (x.data->>'channel_id')::uuid FROM sync_entries x CROSS JOIN s
            WHERE x.person_id = $1 AND x.kind = '{SyncKind.Notification}' AND x.is_removed AND x.changed_in >= s.oldest AND {HasChanged(
            "x"
        )})
        """;

    private const string Peer = "CASE WHEN ch.kind = 'direct' THEN CASE WHEN ch.low_id = $1 THEN ch.high_id ELSE ch.low_id END END";

    // One number for all facts, and NULL for columns that the kind does not have: each column of each row costs both ends more than these
    // comparisons.
    private static readonly string Facts = string.Join(
        " + ",
        new Dictionary<ChannelFacts, string>
        {
            [ChannelFacts.Deleted] = "ch.deleted_at IS NOT NULL",
            [ChannelFacts.Held] = "ch.is_held",
            [ChannelFacts.Locked] = "ch.is_locked",
            [ChannelFacts.CommunityPublic] = "c.visibility = 'public'",
            [ChannelFacts.CommunityGone] = "c.is_deleted IS NOT FALSE",
            [ChannelFacts.CommunityHidden] = "c.is_hidden",
            [ChannelFacts.Opener] = "t.created_by = $1",
            [ChannelFacts.Organizer] = "e.organizer_id = $1",
            [ChannelFacts.Registered] =
                "ch.event_id IS NOT NULL AND EXISTS (SELECT FROM registrations one WHERE one.user_id = $1 AND one.event_id = ch.event_id AND one.is_confirmed)",
            [ChannelFacts.PeerShown] = "p.profile_version > 0 AND NOT p.is_erased AND (NOT p.is_suspended OR p.suspended_until <= $2)",
            [ChannelFacts.PeerBot] = "p.is_bot",
            // An array, which is read once, and not for each channel.
            [ChannelFacts.Hidden] =
                $"coalesce(t.created_by, {Peer}) = ANY (ARRAY(SELECT h.other_id FROM hidden_from h WHERE h.user_id = $1))",
        }.Select(fact => $"CASE WHEN {fact.Value} THEN {(int)fact.Key} ELSE 0 END")
    );

    private static readonly string ChannelColumns = $"""
        SELECT ch.id, ch.kind, ({Facts}) AS facts, CASE WHEN m.is_member THEN m.role END AS role, coalesce(ch.community_id, ch.event_id, {Peer}) AS other_id, t.title,
            coalesce(nullif(c.name, ''), nullif(e.name, '')) AS place_name, p.username, p.full_name, p.picture_url,
            ch.last_seq, r.last_read_seq, {UnreadMessages.Count(
            "ch",
            "r"
        )} AS unread, x.count AS mentions, w.level, w.muted_until, ch.last_activity_at
        FROM read_states r
        JOIN channels ch ON ch.id = r.channel_id
        LEFT JOIN threads t ON t.id = ch.id
        LEFT JOIN communities c ON c.id = ch.community_id
        LEFT JOIN memberships m ON m.community_id = ch.community_id AND m.user_id = $1
        LEFT JOIN events e ON e.id = ch.event_id
        LEFT JOIN people p ON p.id = {Peer}
        LEFT JOIN channel_preferences w ON w.user_id = $1 AND w.channel_id = ch.id
        LEFT JOIN mentions x ON x.channel_id = ch.id
        """;

    /// <summary>
    /// The snapshot of the answer, the log that it is of, and whether the changes would not be enough: a block, another language or the
    /// person's own account can change any entry.
    /// </summary>
    public static readonly string Header = $"""
        WITH {Since}
        SELECT pg_current_snapshot()::text, (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint,
            $3 <> '' AND (
                EXISTS (SELECT FROM blocks b WHERE b.blocker_id = $1 AND {HasChanged("b")})
                OR EXISTS (SELECT FROM blocks b WHERE b.blocked_id = $1 AND {HasChanged("b")})
                OR EXISTS (SELECT FROM notification_languages l WHERE l.user_id = $1 AND {HasChanged("l")})
                OR EXISTS (SELECT FROM people me WHERE me.id = $1 AND {HasChanged("me")})
                OR EXISTS (SELECT FROM sync_entries x WHERE x.person_id = $1 AND x.kind = '{SyncKind.Whole}' AND {HasChanged("x")})
                OR (SELECT count(*) FROM (SELECT FROM people p WHERE p.changed_in >= s.oldest AND {HasChanged(
            "p"
        )} LIMIT $5 + 1) AS changed) > $5),
            coalesce((SELECT me.is_erased OR (me.is_suspended AND (me.suspended_until IS NULL OR me.suspended_until > $2)) FROM people me WHERE me.id = $1), false),
            (SELECT count(*) FROM notifications n WHERE n.user_id = $1 AND n.read_at IS NULL AND {NotificationReader.IsShown})
        FROM s
        """;

    public static readonly string Channels = $"""
        WITH {MentionsOf}
        {ChannelColumns}
        WHERE r.user_id = $1
        ORDER BY ch.last_activity_at DESC, ch.id DESC LIMIT $5
        """;

    /// <summary>Two more parameters: the position after which the page begins.</summary>
    public static readonly string ChannelsAfter = $"""
        WITH {MentionsOf}
        {ChannelColumns}
        WHERE r.user_id = $1 AND (ch.last_activity_at, ch.id) < ($6, $7)
        ORDER BY ch.last_activity_at DESC, ch.id DESC LIMIT $5
        """;

    public static readonly string ChangedChannels = $"""
        WITH {Since}, {MentionsOf}, {Mentioned}
        {ChannelColumns}
        CROSS JOIN s
        WHERE r.user_id = $1 AND (
            {HasChanged("ch")} OR {HasChanged("r")} OR {HasChanged("t")} OR {HasChanged("c")} OR {HasChanged("m")} OR {HasChanged("e")} OR {HasChanged(
            "p"
        )} OR {HasChanged("w")}
            OR (ch.event_id IS NOT NULL AND EXISTS (
                SELECT FROM registrations one WHERE one.user_id = $1 AND one.event_id = ch.event_id AND {HasChanged("one")}))
            OR ch.id IN (SELECT channel_id FROM mentioned) OR (p.suspended_until > $4 AND p.suspended_until <= $2))
        ORDER BY ch.last_activity_at DESC, ch.id DESC LIMIT $5
        """;

    private const string CommunityColumns = """
        SELECT c.id, c.name, c.kind, c.visibility, m.role, m.is_member AND NOT c.is_deleted AND (NOT c.is_hidden OR m.role = 'owner') AS is_readable
        FROM memberships m JOIN communities c ON c.id = m.community_id CROSS JOIN s
        WHERE m.user_id = $1
        """;

    public static readonly string Communities = $"""
        WITH {Since}
        {CommunityColumns} AND m.is_member AND NOT c.is_deleted AND (NOT c.is_hidden OR m.role = 'owner')
        ORDER BY c.name, c.id LIMIT $5
        """;

    public static readonly string ChangedCommunities = $"""
        WITH {Since}
        {CommunityColumns} AND ({HasChanged("m")} OR {HasChanged("c")})
        ORDER BY c.name, c.id LIMIT $5
        """;

    public static readonly string Notifications = $"""
        {NotificationReader.Select} WHERE n.user_id = $1 AND {NotificationReader.IsShown}
        ORDER BY n.updated_at DESC, n.id DESC LIMIT $5
        """;

    /// <summary>
    /// The text of a notification depends on its actor, its thread and its event. Those are compared for the newest notifications only,
    /// which the whole state has.
    /// </summary>
    public static string ChangedNotifications(int shown) =>
        $"""
            WITH {Since}, changed AS MATERIALIZED (
                SELECT n.id FROM notifications n CROSS JOIN s WHERE n.user_id = $1 AND n.changed_in >= s.oldest AND {HasChanged("n")}
                UNION
                SELECT n.id FROM (SELECT * FROM notifications WHERE user_id = $1 ORDER BY updated_at DESC, id DESC LIMIT {shown}) AS n CROSS JOIN s
                    LEFT JOIN people p ON p.id = n.actor_ids[1] LEFT JOIN channels ch ON ch.id = n.channel_id
                    LEFT JOIN events e ON n.target_type = 'event' AND e.id = n.target_id
                WHERE {HasChanged("p")} OR {HasChanged("ch", "state_changed_in")} OR {HasChanged("e")})
            {NotificationReader.Select} WHERE n.user_id = $1 AND {NotificationReader.IsShown} AND n.id IN (SELECT id FROM changed)
            ORDER BY n.updated_at DESC, n.id DESC LIMIT $5
            """;

    private const string ConnectionColumns = $"""
        SELECT x.entity_id, x.data->>'status' AS status, (x.data->>'user_id')::uuid AS user_id, p.username, p.full_name, p.picture_url,
            coalesce(p.profile_version > 0 AND NOT p.is_erased AND (NOT p.is_suspended OR p.suspended_until <= $2), false) AS is_shown
        FROM sync_entries x CROSS JOIN s LEFT JOIN people p ON p.id = (x.data->>'user_id')::uuid
        WHERE x.person_id = $1 AND x.kind = '{SyncKind.Connection}' AND NOT x.is_removed
            AND NOT EXISTS (SELECT FROM hidden_from h WHERE h.user_id = $1 AND h.other_id = (x.data->>'user_id')::uuid)
        """;

    public static readonly string Connections = $"""
        WITH {Since}
        {ConnectionColumns}
        ORDER BY x.changed_at DESC, x.entity_id DESC LIMIT $5
        """;

    public static readonly string ChangedConnections = $"""
        WITH {Since}
        {ConnectionColumns} AND ({HasChanged("x")} OR {HasChanged("p")} OR (p.suspended_until > $4 AND p.suspended_until <= $2))
        ORDER BY x.changed_at DESC, x.entity_id DESC LIMIT $5
        """;

    private const string RegistrationColumns = $"""
        SELECT x.entity_id, x.data->>'status' AS status, (x.data->>'event_id')::uuid AS event_id, nullif(e.name, '') AS event_name, e.starts_at, e.ends_at,
            coalesce(e.is_cancelled, false) AS is_cancelled
        FROM sync_entries x CROSS JOIN s LEFT JOIN events e ON e.id = (x.data->>'event_id')::uuid
        WHERE x.person_id = $1 AND x.kind = '{SyncKind.Registration}' AND NOT x.is_removed
        """;

    public static readonly string Registrations = $"""
        WITH {Since}
        {RegistrationColumns}
        ORDER BY x.changed_at DESC, x.entity_id DESC LIMIT $5
        """;

    public static readonly string ChangedRegistrations = $"""
        WITH {Since}
        {RegistrationColumns} AND ({HasChanged("x")} OR {HasChanged("e")})
        ORDER BY x.changed_at DESC, x.entity_id DESC LIMIT $5
        """;

    /// <summary>Wallet, plan and subscription: one row each.</summary>
    public static readonly string Singles = $"""
        WITH {Since}
        SELECT x.kind, x.data FROM sync_entries x CROSS JOIN s
        WHERE x.person_id = $1 AND x.entity_id = $1 AND NOT x.is_removed AND ($3 = '' OR {HasChanged("x")})
        """;

    /// <summary>People of channels that the person may not read any more are left out: their later names are not for the person.</summary>
    public static readonly string ChangedPeople = $"""
        WITH {Since}
        SELECT p.id, p.username, p.full_name, p.picture_url, p.is_bot FROM people p CROSS JOIN s
        WHERE p.changed_in >= s.oldest AND {HasChanged("p")} AND p.id <> $1
            AND NOT EXISTS (SELECT FROM hidden_from h WHERE h.user_id = $1 AND h.other_id = p.id)
            AND (EXISTS (
                    SELECT FROM read_states theirs JOIN read_states mine ON mine.channel_id = theirs.channel_id AND mine.user_id = $1
                        JOIN channels ch ON ch.id = theirs.channel_id
                    WHERE theirs.user_id = p.id AND {ReadableChannels.MayRead("ch", "$1", "$2")})
                OR EXISTS (
                    SELECT FROM sync_entries x WHERE x.person_id = $1 AND x.kind = '{SyncKind.Connection}' AND NOT x.is_removed
                        AND (x.data->>'user_id')::uuid = p.id))
        LIMIT $5
        """;

    public static readonly string Removed = $"""
        WITH {Since}
        SELECT x.kind, x.entity_id FROM sync_entries x CROSS JOIN s
        WHERE x.person_id = $1 AND x.is_removed AND x.kind <> '{SyncKind.Whole}' AND x.changed_in >= s.oldest AND {HasChanged("x")}
            AND NOT (x.kind = '{SyncKind.Channel}' AND EXISTS (SELECT FROM read_states r WHERE r.user_id = $1 AND r.channel_id = x.entity_id))
        LIMIT $5
        """;

    /// <summary>Where a person's changes come from: own channels, communities and events, and the people in them.</summary>
    public const string Places = $"""
        (SELECT r.channel_id FROM read_states r WHERE r.user_id = $1 ORDER BY r.updated_at DESC LIMIT 2000)
        UNION
        (SELECT m.community_id FROM memberships m WHERE m.user_id = $1 AND m.is_member LIMIT 1000)
        UNION
        (SELECT (x.data->>CASE x.kind WHEN '{SyncKind.Connection}' THEN 'user_id' ELSE 'event_id' END)::uuid FROM sync_entries x
            WHERE x.person_id = $1 AND x.kind IN ('{SyncKind.Connection}', '{SyncKind.Registration}') AND NOT x.is_removed LIMIT 1000)
        UNION
        (SELECT CASE WHEN ch.low_id = $1 THEN ch.high_id ELSE ch.low_id END FROM read_states r JOIN channels ch ON ch.id = r.channel_id
            WHERE r.user_id = $1 AND ch.kind = 'direct' LIMIT 1000)
        """;

    /// <summary>Whether a row was changed by a transaction that the token's snapshot does not show; not true for a row that is not
    /// there.</summary>
    private static string HasChanged(string alias, string column = "changed_in") =>
        $"({alias}.{column} < s.now AND NOT pg_visible_in_snapshot({alias}.{column}, s.since))";
}
