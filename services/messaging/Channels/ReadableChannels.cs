namespace Community.Messaging.Channels;

/// <summary>The rule of <see cref="ChannelRights"/>, as a condition for lists and searches; a test compares the two.</summary>
internal static class ReadableChannels
{
    /// <summary>The condition under which a person may read a channel.</summary>
    /// <param name="channel">The alias of <c>channels</c>.</param>
    /// <param name="me">The person's id: a parameter.</param>
    /// <param name="now">The present: a parameter.</param>
    public static string MayRead(string channel, string me, string now) =>
        $"""
            {channel}.deleted_at IS NULL
            AND NOT EXISTS (
                SELECT FROM people gone
                WHERE gone.id = {me} AND (gone.is_erased OR (gone.is_suspended AND (gone.suspended_until IS NULL OR gone.suspended_until > {now}))))
            AND CASE {channel}.kind
                WHEN 'thread' THEN EXISTS (
                    SELECT FROM communities c LEFT JOIN memberships mine ON mine.community_id = c.id AND mine.user_id = {me} AND mine.is_member
                    WHERE c.id = {channel}.community_id AND NOT c.is_deleted AND (NOT c.is_hidden OR mine.role = 'owner')
                        AND (mine.role IN ('owner', 'moderator') OR ((mine.role IS NOT NULL OR c.visibility = 'public') AND NOT EXISTS (
                            SELECT FROM threads opened JOIN hidden_from h ON h.other_id = opened.created_by WHERE opened.id = {channel}.id AND h.user_id = {me})
                            AND (NOT {channel}.is_held OR EXISTS (SELECT FROM threads own WHERE own.id = {channel}.id AND own.created_by = {me})))))
                WHEN 'direct' THEN {me} IN ({channel}.low_id, {channel}.high_id)
                ELSE EXISTS (SELECT FROM events e WHERE e.id = {channel}.event_id AND e.organizer_id = {me})
                    OR EXISTS (SELECT FROM registrations r WHERE r.event_id = {channel}.event_id AND r.user_id = {me} AND r.is_confirmed)
            END
            """;
}
